import { useId, useRef } from 'preact/hooks'
import { useApp } from '../app.js'
import { fromLocalField, toLocalField } from '../time.js'
import { words } from '../words.js'
import { type Answer, wireValue } from './answers.js'
import { Choices } from './choices.js'
import { FileField } from './file-field.js'
import { Select } from './select.js'
import { actOn, answerOf, type FieldProps, type PlacedField, setAnswer, useSurface } from './surface.js'

/** One thing to fill in. Keeps the answer on its surface, and tells the bot at once where the bot wants that. */
export function Field(props: FieldProps) {
  const app = useApp()
  const surface = useSurface()
  const { field } = props
  const answer = answerOf(app, surface, field)
  const tell = (next: Answer) => {
    if (props.immediate !== true) return
    const confirm = 'confirm' in field.element ? field.element.confirm : undefined
    const value = wireValue(field.element, next)
    void actOn(app, surface, { key: field.key, confirm }, 'choose', { field: field.name, value })
  }
  const change = (next: Answer) => {
    setAnswer(surface, field, next)
    tell(next)
  }
  const { element } = field
  switch (element.type) {
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices {...props} element={element} answer={answer} onChange={change} />
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'rich_text_input':
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return (
        <TextField
          {...props}
          element={element}
          text={answer.kind === 'text' ? answer.text : ''}
          onChange={(text) => setAnswer(surface, field, { kind: 'text', text })}
          onDone={(text) => tell({ kind: 'text', text })}
        />
      )
    case 'file_input':
      return <FileField {...props} element={element} answer={answer} onChange={change} />
    default:
      return <Select {...props} element={element} answer={answer} onChange={change} />
  }
}

type TextElement = Extract<
  PlacedField['element'],
  {
    type:
      | 'plain_text_input'
      | 'number_input'
      | 'email_text_input'
      | 'url_text_input'
      | 'rich_text_input'
      | 'datepicker'
      | 'timepicker'
      | 'datetimepicker'
  }
>

interface TextFieldProps extends FieldProps {
  readonly element: TextElement
  readonly text: string
  readonly onChange: (text: string) => void
  /** The person is done with the field: pressed Enter or left it. */
  readonly onDone: (text: string) => void
}

function TextField({ element, text, onChange, onDone, id, label, describedBy, invalid = false }: TextFieldProps) {
  const { session } = useApp()
  const zone = session.viewer.value.zone
  const hint = useId()
  const typing = useRef(false)
  const waiting = useRef(false)
  const common = {
    id,
    class: 'field',
    dir: 'auto' as const,
    'aria-label': label,
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    placeholder: element.placeholder?.text,
    'data-autofocus': element.focus_on_load === true ? '' : undefined,
    autocomplete: 'off',
  }
  if (element.type === 'rich_text_input' || (element.type === 'plain_text_input' && element.multiline === true))
    return (
      <textarea
        {...common}
        rows={4}
        value={text}
        onInput={(event) => onChange(event.currentTarget.value)}
        onChange={(event) => onDone(event.currentTarget.value)}
      />
    )
  const dated = element.type === 'datetimepicker'
  const read = (value: string) => (dated ? toSeconds(value, zone) : value)
  // Typed by keyboard, a date is one with each digit (the years 2, 20, 202): it is done when the field is left.
  const settle = (value: string) => {
    if (waiting.current) onDone(read(value))
    waiting.current = false
  }
  const input = (
    <input
      {...common}
      {...inputKind(element)}
      value={dated ? fromSeconds(text, zone) : text}
      onInput={(event) => onChange(read(event.currentTarget.value))}
      onKeyDown={(event) => {
        typing.current = isDay(element)
        if (event.key === 'Enter') settle(event.currentTarget.value)
      }}
      onPointerDown={() => {
        typing.current = false
      }}
      onBlur={(event) => settle(event.currentTarget.value)}
      onChange={(event) => {
        waiting.current = true
        if (!typing.current) settle(event.currentTarget.value)
      }}
    />
  )
  if (element.type !== 'timepicker' || element.timezone === undefined) return input
  return (
    <>
      {input}
      <small id={hint} class="hint">
        {words.form.zone(element.timezone)}
      </small>
    </>
  )
}

function isDay(element: TextElement): boolean {
  return element.type === 'datepicker' || element.type === 'timepicker' || element.type === 'datetimepicker'
}

function inputKind(element: TextElement) {
  switch (element.type) {
    case 'datepicker':
      return { type: 'date' }
    case 'timepicker':
      return { type: 'time' }
    case 'datetimepicker':
      return { type: 'datetime-local' }
    case 'number_input':
      return { type: 'text', inputMode: element.is_decimal_allowed ? ('decimal' as const) : ('numeric' as const) }
    case 'email_text_input':
      return { type: 'email' }
    case 'url_text_input':
      return { type: 'url' }
    default:
      return { type: 'text' }
  }
}

/** Slack keeps a moment as epoch seconds. */
function toSeconds(value: string, zone: string): string {
  return value === '' ? '' : String(Date.parse(fromLocalField(value, zone)) / 1000)
}

function fromSeconds(text: string, zone: string): string {
  return text === '' ? '' : toLocalField(new Date(Number(text) * 1000).toISOString(), zone)
}
