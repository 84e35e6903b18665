import { useLayoutEffect, useRef } from 'preact/hooks'
import { useApp } from '../app.js'
import { words } from '../words.js'
import { Icon } from './icon.js'

/** Passing words at the foot of the window. They stand in the top layer, so that an open dialog does not hide them. */
export function Toasts() {
  const { session } = useApp()
  const box = useRef<HTMLDivElement>(null)
  const list = session.toasts.value
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    // Shown again for each change: the top layer is ordered by when a thing came, and a dialog may have come since.
    if (element.matches(':popover-open')) element.hidePopover()
    if (list.length > 0) element.showPopover()
  }, [list])
  return (
    <div ref={box} popover="manual" class="toasts">
      {list.map((toast) => (
        <div key={toast.id} class="toast" data-tone={toast.tone}>
          {toast.tone === 'error' && <Icon name="warning" />}
          <p dir="auto">{toast.text}</p>
          <button type="button" class="icon-button" aria-label={words.close} onClick={() => session.dismiss(toast.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  )
}
