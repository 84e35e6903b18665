import type { VNode } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { useApp } from '../app.js'
import { safeUrl } from '../text/nodes.js'
import { Icon } from '../ui/icon.js'
import { Menu } from '../ui/menu.js'
import { Popover } from '../ui/popover.js'
import { words } from '../words.js'
import { choiceOf } from './answers.js'
import { Field } from './fields.js'
import { Picture } from './picture.js'
import type { ButtonElement, SlackElement } from './schema/elements.js'
import { actOn, type PlacedField, usePlaced, useSurface, valuesOf } from './surface.js'

/** `place` tells controls of the same name in different blocks apart. */
export function ElementView({ element, place, label }: { element: SlackElement; place: string; label: string }): VNode {
  switch (element.type) {
    case 'button':
      return <Button element={element} place={place} />
    case 'image':
      return <Picture image={element} small />
    case 'overflow':
      return <Overflow element={element} place={place} />
    case 'icon_button':
      return (
        <Pressable
          place={place}
          action={element.action_id}
          confirm={element.confirm}
          class="button button-small"
          label={element.accessibility_label}
          text={element.text.text}
        />
      )
    case 'feedback_buttons':
      return <Feedback element={element} place={place} />
    default:
      return <LooseField element={element} place={place} label={label} />
  }
}

/** What the server knows a control by: its block and action, because several blocks may have a control of the same action. */
function nameOf(place: string, action: string | undefined, otherwise: string): string {
  return action === undefined ? otherwise : `${place}/${action}`
}

/** A field outside an input block: what is chosen goes to the bot at once. */
function LooseField({ element, place, label }: { element: PlacedField['element']; place: string; label: string }) {
  const name = nameOf(place, element.action_id, label)
  const field = usePlaced({ key: name, name, element, optional: true })
  return <Field field={field} label={label} immediate />
}

function Button({ element, place }: { element: ButtonElement; place: string }) {
  const style = element.style === undefined ? '' : ` button-${element.style}`
  return (
    <Pressable
      place={place}
      action={element.action_id}
      confirm={element.confirm}
      class={`button${style}`}
      label={element.accessibility_label}
      url={element.url}
      text={element.text.text}
    />
  )
}

interface PressableProps {
  readonly place: string
  readonly action: string | undefined
  readonly class: string
  readonly text: string
  readonly confirm?: ButtonElement['confirm']
  readonly label?: string | undefined
  readonly url?: string | undefined
}

function Pressable({ place, action, class: name, text, confirm, label, url }: PressableProps) {
  const app = useApp()
  const surface = useSurface()
  const key = nameOf(place, action, text)
  const press = () => {
    const href = url === undefined ? null : safeUrl(url)
    if (href !== null) open(href, '_blank', 'noreferrer,noopener')
    void actOn(app, surface, { key, confirm }, 'press', { button: key, values: valuesOf(app, surface) })
  }
  return (
    <button
      type="button"
      class={name}
      dir="auto"
      aria-label={label}
      aria-busy={surface.busy.value === key}
      onClick={press}
    >
      {text}
    </button>
  )
}

/** Two buttons of which one can be given; it stays marked, as in Slack's client. */
function Feedback({ element, place }: { element: Extract<SlackElement, { type: 'feedback_buttons' }>; place: string }) {
  const app = useApp()
  const surface = useSurface()
  const [given, setGiven] = useState<string | null>(null)
  const give = async (value: string) => {
    const field = nameOf(place, element.action_id, value)
    const result = await actOn(app, surface, { key: `${field}/${value}` }, 'choose', { field, value })
    if (result?.status === 'ok') setGiven(value)
  }
  return (
    <span class="button-pair">
      {[element.positive_button, element.negative_button].map((side) => {
        const value = side.value ?? side.text.text
        return (
          <button
            key={value}
            type="button"
            class="button button-small"
            dir="auto"
            aria-label={side.accessibility_label}
            aria-pressed={given === value}
            aria-busy={surface.busy.value === `${nameOf(place, element.action_id, value)}/${value}`}
            onClick={() => void give(value)}
          >
            {side.text.text}
          </button>
        )
      })}
    </span>
  )
}

function Overflow({ element, place }: { element: Extract<SlackElement, { type: 'overflow' }>; place: string }) {
  const app = useApp()
  const surface = useSurface()
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const options = element.options.map((option) => ({ choice: choiceOf(option), url: option.url }))
  const close = () => {
    setOpen(false)
    anchor.current?.focus()
  }
  const pick = (value: string) => {
    close()
    const url = options.find((one) => one.choice.value === value)?.url
    const href = url === undefined ? null : safeUrl(url)
    if (href !== null) window.open(href, '_blank', 'noreferrer,noopener')
    const field = nameOf(place, element.action_id, value)
    void actOn(app, surface, { key: field, confirm: element.confirm }, 'choose', { field, value })
  }
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="button button-icon"
        aria-label={words.form.more}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="dots" />
      </button>
      {open && (
        <Popover anchor={anchor} onClose={() => setOpen(false)} end>
          <Menu
            label={words.form.more}
            items={options.map(({ choice }) => ({
              key: choice.value,
              content: (
                <span dir="auto">
                  {choice.label}
                  {choice.description !== undefined && <small>{choice.description}</small>}
                </span>
              ),
            }))}
            onPick={pick}
            onClose={close}
          />
        </Popover>
      )}
    </>
  )
}
