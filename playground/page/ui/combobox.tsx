import { useId, useRef, useState } from 'preact/hooks'
import { words } from '../words.js'
import { Icon } from './icon.js'
import { type Choice, Listbox, Option } from './option.js'
import { Popover } from './popover.js'
import { useAsked } from './use-asked.js'

export interface ComboboxProps {
  readonly id?: string
  readonly label: string
  readonly placeholder: string
  readonly chosen: readonly Choice[]
  readonly onChange: (chosen: readonly Choice[]) => void
  /** All options, or a question to the server for every few letters. */
  readonly source: readonly Choice[] | ((text: string) => Promise<readonly Choice[]>)
  readonly minimum?: number
  readonly many?: boolean
  readonly max?: number | undefined
  readonly invalid?: boolean
  readonly describedBy?: string | undefined
  readonly autofocus?: boolean
}

/** A select with search, for one or many, by the ARIA combobox pattern: typing narrows, arrows move, Enter picks, Esc closes. */
export function Combobox(props: ComboboxProps) {
  const { chosen, many = false, max } = props
  const field = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { found, searching } = useFound(props.source, text, open, props.minimum ?? 0)
  const full = many && max !== undefined && chosen.length >= max

  const close = () => {
    setOpen(false)
    setText('')
  }
  const pick = (choice: Choice) => {
    const there = chosen.some((one) => one.value === choice.value)
    if (!many) {
      props.onChange([choice])
      close()
    } else if (there) props.onChange(chosen.filter((one) => one.value !== choice.value))
    else if (!full) props.onChange([...chosen, choice])
    setText('')
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const active = found[at]
    if (move !== undefined) {
      event.preventDefault()
      if (open) setAt((at + move + found.length) % Math.max(1, found.length))
      setOpen(true)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (open && active !== undefined) pick(active)
      else setOpen(true)
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      event.stopPropagation()
      close()
    } else if (event.key === 'Tab') close()
    else if (event.key === 'Backspace' && text === '' && chosen.length > 0) props.onChange(chosen.slice(0, -1))
  }
  return (
    <div class="combobox" ref={field} data-invalid={props.invalid === true}>
      {many &&
        chosen.map((one) => (
          <span class="token" key={one.value}>
            <span dir="auto">{one.label}</span>
            <button
              type="button"
              aria-label={words.form.remove(one.label)}
              onClick={() => props.onChange(chosen.filter((other) => other.value !== one.value))}
            >
              <Icon name="close" />
            </button>
          </span>
        ))}
      <input
        ref={input}
        id={props.id}
        class="combobox-input"
        role="combobox"
        autocomplete="off"
        aria-label={props.label}
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-invalid={props.invalid === true}
        aria-describedby={props.describedBy}
        aria-activedescendant={open && found[at] !== undefined ? `${listId}-${at}` : undefined}
        data-autofocus={props.autofocus === true ? '' : undefined}
        dir="auto"
        placeholder={many ? (chosen.length === 0 ? props.placeholder : '') : (chosen[0]?.label ?? props.placeholder)}
        data-chosen={!many && chosen.length > 0}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
          setOpen(true)
        }}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          if (!(event.relatedTarget instanceof Node) || !field.current?.contains(event.relatedTarget)) close()
        }}
      />
      {!many && chosen.length > 0 && (
        <button type="button" class="combobox-clear" aria-label={words.form.clear} onClick={() => props.onChange([])}>
          <Icon name="close" />
        </button>
      )}
      <Icon name="down" />
      {open && (
        <Popover anchor={field} onClose={close} wide class="combobox-list">
          <Options
            id={listId}
            label={props.label}
            found={found}
            at={at}
            chosen={chosen}
            many={many}
            onPick={pick}
            note={noteOf({ searching, text, minimum: props.minimum ?? 0, empty: found.length === 0, full, max })}
          />
        </Popover>
      )}
    </div>
  )
}

function noteOf(state: {
  searching: boolean
  text: string
  minimum: number
  empty: boolean
  full: boolean
  max: number | undefined
}): string | null {
  if (state.full && state.max !== undefined) return words.form.mostChosen(state.max)
  if (state.text.trim().length < state.minimum) return words.form.typeMore(state.minimum)
  if (state.searching) return words.form.searching
  return state.empty ? words.form.nothing : null
}

interface OptionsProps {
  readonly id: string
  readonly label: string
  readonly found: readonly Choice[]
  readonly at: number
  readonly chosen: readonly Choice[]
  readonly many: boolean
  readonly onPick: (choice: Choice) => void
  readonly note: string | null
}

function Options({ id, label, found, at, chosen, many, onPick, note }: OptionsProps) {
  return (
    <>
      <Listbox id={id} label={label} at={at} many={many}>
        {found.map((one, index) => (
          <div key={one.value} role="presentation">
            {one.group !== undefined && one.group !== found[index - 1]?.group && (
              <div class="combobox-group" role="presentation" dir="auto">
                {one.group}
              </div>
            )}
            <Option
              id={`${id}-${index}`}
              choice={one}
              selected={chosen.some((other) => other.value === one.value)}
              active={index === at}
              onPick={onPick}
            >
              <Icon name="check" />
            </Option>
          </div>
        ))}
      </Listbox>
      {note !== null && (
        <p class="combobox-note" role="status">
          {note}
        </p>
      )}
    </>
  )
}

/** The options that match: filtered here, or asked for. */
function useFound(source: ComboboxProps['source'], text: string, open: boolean, minimum: number) {
  const remote = typeof source === 'function' ? source : null
  const enough = open && text.trim().length >= minimum
  const { answer, asking } = useAsked(remote !== null && enough ? text : null, async (typed) => remote?.(typed) ?? [])
  if (typeof source !== 'function') return { found: matching(source, text), searching: false }
  return { found: asking ? [] : (answer ?? []), searching: asking }
}

function matching(options: readonly Choice[], text: string): readonly Choice[] {
  const wanted = text.trim().toLocaleLowerCase()
  return wanted === '' ? options : options.filter((one) => one.label.toLocaleLowerCase().includes(wanted))
}
