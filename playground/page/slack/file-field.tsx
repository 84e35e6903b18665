import { useRef, useState } from 'preact/hooks'
import { useApp } from '../app.js'
import { base64Of } from '../files.js'
import { Icon } from '../ui/icon.js'
import { words } from '../words.js'
import type { Answer } from './answers.js'
import type { FieldElement } from './schema/elements.js'
import { type FieldProps, useSurface } from './surface.js'

interface FileFieldProps extends FieldProps {
  readonly element: Extract<FieldElement, { type: 'file_input' }>
  readonly answer: Answer
  readonly onChange: (answer: Answer) => void
}

/** As many files as Slack takes where the element does not say. */
const MOST_FILES = 10

/** Files of a form. Each is uploaded as soon as it is picked or dropped; the form names them when it is sent. */
export function FileField({
  field,
  element,
  answer,
  onChange,
  label,
  id,
  describedBy,
  invalid = false,
}: FileFieldProps) {
  const { session } = useApp()
  const surface = useSurface()
  const input = useRef<HTMLInputElement>(null)
  const [working, setWorking] = useState(false)
  const [dragging, setDragging] = useState(false)
  const most = element.max_files ?? MOST_FILES
  const chosen = answer.kind === 'picked' ? answer.choices : []
  const kinds = element.filetypes ?? []
  const put = async (picked: readonly File[]) => {
    setWorking(true)
    const added: { value: string; label: string }[] = []
    for (const one of picked.slice(0, most - chosen.length)) {
      const args = { ...surface.where, field: field.name, name: one.name, bytes: await base64Of(one) }
      added.push(...((await session.act('file', 'slack', args))?.options ?? []))
    }
    setWorking(false)
    if (added.length > 0) onChange({ kind: 'picked', choices: [...chosen, ...added] })
  }
  return (
    <fieldset
      aria-label={label}
      class={`files${dragging ? ' files-drop' : ''}`}
      data-invalid={invalid}
      onDragOver={(event) => {
        event.preventDefault()
        setDragging(true)
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={(event) => {
        event.preventDefault()
        setDragging(false)
        void put([...(event.dataTransfer?.files ?? [])])
      }}
    >
      {chosen.length > 0 && (
        <ul>
          {chosen.map((one) => (
            <li key={one.value} class="file">
              <Icon name="file" />
              <strong dir="auto">{one.label}</strong>
              <button
                type="button"
                class="icon-button"
                aria-label={words.form.remove(one.label)}
                onClick={() => onChange({ kind: 'picked', choices: chosen.filter((other) => other !== one) })}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        ref={input}
        type="file"
        class="only-heard"
        tabIndex={-1}
        aria-label={label}
        multiple={most > 1}
        accept={kinds.map((one) => `.${one}`).join(',')}
        onChange={(event) => {
          const picked = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          void put(picked)
        }}
      />
      <button
        type="button"
        class="button"
        id={id}
        aria-label={`${label}: ${words.form.addFile}`}
        aria-describedby={describedBy}
        aria-busy={working}
        aria-invalid={invalid}
        disabled={working || chosen.length >= most}
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" /> {working ? words.form.working : words.form.addFile}
      </button>
      {kinds.length > 0 && <small class="hint">{words.form.fileKinds(kinds.join(', '))}</small>}
    </fieldset>
  )
}
