import { useRef, useState } from 'preact/hooks'
import type { Person } from '../../model.js'
import { useApp } from '../app.js'
import { Avatar } from '../ui/avatar.js'
import { Icon } from '../ui/icon.js'
import { Menu } from '../ui/menu.js'
import { Popover } from '../ui/popover.js'
import { words } from '../words.js'

/** Who the visitor is, and the way to become somebody else. */
export function PersonMenu() {
  const { data, session } = useApp()
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const me = data.people.value.find((one) => one.key === data.me.value)
  const close = () => {
    setOpen(false)
    anchor.current?.focus()
  }
  if (me === undefined) return null
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="person-button"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Avatar name={me.name} small />
        <span class="person-words" aria-hidden="true">
          <strong dir="auto">{me.name}</strong>
          <small dir="auto">{me.title}</small>
        </span>
        <span class="only-heard">{words.person.label(me.name)}</span>
        <Icon name="down" />
      </button>
      {open && (
        <Popover anchor={anchor} onClose={() => setOpen(false)} end class="person-menu">
          <p class="menu-heading">{words.person.heading}</p>
          <Menu
            label={words.person.heading}
            items={data.people.value.map((person) => ({
              key: person.key,
              checked: person.key === me.key,
              content: <PersonRow person={person} />,
            }))}
            onPick={(key) => {
              close()
              if (key !== me.key) void session.become(key)
            }}
            onClose={close}
          />
        </Popover>
      )}
    </>
  )
}

function PersonRow({ person }: { person: Person }) {
  const platforms = (['slack', 'teams'] as const).filter((one) => person[one] !== null)
  return (
    <span class="person-row">
      <Avatar name={person.name} small />
      <span class="person-words">
        <strong dir="auto">{person.name}</strong>
        <small dir="auto">{person.guest ? words.person.guest : person.title}</small>
      </span>
      <span class="person-platforms">
        {platforms.map((one) => (
          <span key={one} class="platform-mark" data-platform={one}>
            {words.platform[one]}
          </span>
        ))}
      </span>
    </span>
  )
}
