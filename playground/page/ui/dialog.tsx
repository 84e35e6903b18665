import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { words } from '../words.js'
import { Icon } from './icon.js'

export interface DialogProps {
  readonly title: ComponentChildren
  readonly onClose: () => void
  readonly children: ComponentChildren
  readonly foot?: ComponentChildren
  readonly class?: string
  /** Set for questions, which must be answered and not only closed. */
  readonly role?: 'alertdialog'
}

/** A modal dialog. The browser keeps the focus inside and gives it back; Esc and the cross close it. */
export function Dialog({ title, onClose, children, foot, class: name, role }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const element = box.current
    const before = document.activeElement
    element?.showModal()
    const wanted = element?.querySelector<HTMLElement>('[data-autofocus]')
    const first = element?.querySelector<HTMLElement>('.dialog-body :is(input, textarea, select)')
    const target = wanted ?? first
    target?.focus()
    return () => {
      element?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={box}
      class={`dialog ${name ?? ''}`}
      aria-labelledby={id}
      role={role}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header class="dialog-head">
        <h2 id={id} dir="auto">
          {title}
        </h2>
        <button type="button" class="icon-button" aria-label={words.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="dialog-body">{children}</div>
      {foot !== undefined && <footer class="dialog-foot">{foot}</footer>}
    </dialog>
  )
}
