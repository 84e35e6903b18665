import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

export interface Choice {
  readonly value: string
  readonly label: string
  readonly description?: string
  readonly group?: string
}

interface ListboxProps {
  readonly id: string
  readonly label: string
  readonly class?: string
  readonly many?: boolean
  /** The place of the option that the arrow keys have reached: it is kept in sight. */
  readonly at: number
  readonly children: ComponentChildren
}

/** The list of a combobox. A press in it does not take the focus from the field, which would close the list before the press is over. */
export function Listbox({ id, label, at, many = false, children, ...rest }: ListboxProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  return (
    <div
      ref={list}
      id={id}
      class={rest.class}
      role="listbox"
      aria-label={label}
      aria-multiselectable={many}
      onPointerDown={(event) => event.preventDefault()}
    >
      {children}
    </div>
  )
}

interface OptionProps {
  readonly id: string
  readonly choice: Choice
  readonly selected: boolean
  readonly active: boolean
  readonly onPick: (choice: Choice) => void
  readonly children?: ComponentChildren
}

export function Option({ id, choice, selected, active, onPick, children }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      class="combobox-option"
      aria-selected={selected}
      data-active={active}
      onClick={() => onPick(choice)}
      onKeyDown={() => {}}
    >
      <span dir="auto">
        {choice.label}
        {choice.description !== undefined && <small dir="auto">{choice.description}</small>}
      </span>
      {children}
    </div>
  )
}
