import { useRef, useState } from 'preact/hooks'
import { useApp } from '../app.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Menu } from '../ui/menu.js'
import { Popover } from '../ui/popover.js'
import { words } from '../words.js'

/** The tour again, and the keys. */
export function HelpMenu() {
  const { tour } = useApp()
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [keys, setKeys] = useState(false)
  const close = () => {
    setOpen(false)
    anchor.current?.focus()
  }
  const entry = (title: string, hint: string) => (
    <span>
      {title}
      <small>{hint}</small>
    </span>
  )
  const pick = (key: string) => {
    close()
    if (key === 'keys') return setKeys(true)
    tour.restart()
    // Whoever asked for the tour wants to be taken to it.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.guide-actions button')?.focus())
  }
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="icon-button"
        aria-label={words.help.menu}
        title={words.help.menu}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="help" />
      </button>
      {open && (
        <Popover anchor={anchor} onClose={() => setOpen(false)} end>
          <Menu
            label={words.help.menu}
            items={[
              { key: 'tour', content: entry(words.help.tour, words.help.tourHint) },
              { key: 'keys', content: entry(words.help.keys, words.help.keysHint) },
            ]}
            onPick={pick}
            onClose={close}
          />
        </Popover>
      )}
      {keys && (
        <Dialog title={words.help.keysTitle} onClose={() => setKeys(false)} class="dialog-small">
          <dl class="keys">
            {words.help.list.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  )
}
