import { useId } from 'preact/hooks'
import { words } from '../words.js'
import { Field } from './fields.js'
import type { InputBlock } from './schema/blocks.js'
import { usePlaced, useSurface } from './surface.js'
import { TextView } from './text.js'

/** A labelled field of a form, with its hint and what is wrong with it. */
export function Input({ block, place }: { block: InputBlock; place: string }) {
  const surface = useSurface()
  const id = useId()
  const { element, label, hint } = block
  const action = element.action_id ?? label.text
  const optional = block.optional === true
  const field = usePlaced({ key: `${place}/${action}`, name: block.block_id ?? action, element, optional })
  const problem = surface.errors.value[field.name] ?? surface.errors.value[action] ?? surface.errors.value[label.text]
  const listed = element.type === 'checkboxes' || element.type === 'radio_buttons'
  const described = [hint && `${id}-hint`, problem && `${id}-error`].filter((one) => one !== undefined).join(' ')
  const caption = (
    <>
      <TextView text={label} inline /> {optional && <span class="optional">{words.form.optional}</span>}
    </>
  )
  return (
    <div class="input" data-invalid={problem !== undefined}>
      {listed ? (
        <span class="input-label">{caption}</span>
      ) : (
        <label class="input-label" for={id}>
          {caption}
        </label>
      )}
      <Field
        field={field}
        label={label.text}
        id={id}
        invalid={problem !== undefined}
        immediate={block.dispatch_action === true}
        describedBy={described === '' ? undefined : described}
      />
      {problem !== undefined && (
        <p class="input-error" id={`${id}-error`} dir="auto">
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          <TextView text={hint} inline />
        </p>
      )}
    </div>
  )
}
