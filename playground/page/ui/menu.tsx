import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

export interface MenuItem {
  readonly key: string
  readonly content: ComponentChildren
  readonly checked?: boolean
  readonly disabled?: boolean
}

export interface MenuProps {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly onPick: (key: string) => void
  readonly onClose: () => void
}

/** A menu by the ARIA pattern: arrow keys, Home, End and first letters move, Enter picks, Esc and Tab close. */
export function Menu({ label, items, onPick, onClose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>('[aria-checked="true"]')
    const first = chosen ?? list.current?.querySelector<HTMLElement>('[role^="menuitem"]')
    first?.focus()
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
    const at = all.findIndex((one) => one.matches(':focus'))
    const to = targetOf(event.key, at, all)
    if (to !== undefined) {
      event.preventDefault()
      to.focus()
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      event.stopPropagation()
      onClose()
    }
  }
  return (
    <div ref={list} class="menu" role="menu" tabIndex={-1} aria-label={label} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          type="button"
          key={item.key}
          class="menu-item"
          {...(item.checked === undefined
            ? { role: 'menuitem' as const }
            : { role: 'menuitemradio' as const, 'aria-checked': item.checked })}
          disabled={item.disabled}
          tabIndex={-1}
          onClick={() => onPick(item.key)}
        >
          {item.content}
        </button>
      ))}
    </div>
  )
}

function targetOf(key: string, at: number, all: readonly HTMLElement[]): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return all[(at + 1) % all.length]
    case 'ArrowUp':
      return all.at(at <= 0 ? -1 : at - 1)
    case 'Home':
      return all[0]
    case 'End':
      return all.at(-1)
    default: {
      if (key.length !== 1 || key === ' ') return undefined
      const after = [...all.slice(at + 1), ...all.slice(0, at + 1)]
      return after.find((one) => (one.textContent ?? '').trim().toLowerCase().startsWith(key.toLowerCase()))
    }
  }
}
