import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Channel, SearchHint, ShortcutHint } from '../../model.js'
import { useApp } from '../app.js'
import { Icon } from '../ui/icon.js'
import { type Choice, Listbox, Option } from '../ui/option.js'
import { Popover } from '../ui/popover.js'
import { useAsked } from '../ui/use-asked.js'
import { words } from '../words.js'

interface Desk {
  readonly channel: Channel
  readonly thread: string | null
}

/** The app's message extension in the compose box of Teams: its searches and its actions; absent where it has none. */
export function ExtensionButton({ channel, thread }: Desk) {
  const { data, session } = useApp()
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const searches = data.searches.value
  const actions = data.shortcuts.value.filter((one) => one.platform === 'teams' && one.on === 'compose')
  if (searches.length === 0 && actions.length === 0) return null
  const label = words.extension.open(data.botName.value)
  const close = () => {
    setOpen(false)
    anchor.current?.focus()
  }
  const act = (action: ShortcutHint) => {
    close()
    void session.act('shortcut', 'teams', { channel: channel.id, shortcut: action.id })
  }
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="apps" />
      </button>
      {open && (
        <Popover anchor={anchor} onClose={() => setOpen(false)} above class="extension">
          <div
            role="dialog"
            aria-label={label}
            tabIndex={-1}
            onKeyDown={(event) => {
              // Enter in here must not send the message that is being written.
              if (event.key !== 'Escape') return event.stopPropagation()
              event.preventDefault()
              event.stopPropagation()
              close()
            }}
          >
            {searches.length > 0 && <Searches searches={searches} desk={{ channel, thread }} onDone={close} />}
            {actions.length > 0 && <Actions actions={actions} onPick={act} autofocus={searches.length === 0} />}
          </div>
        </Popover>
      )}
    </>
  )
}

interface ActionsProps {
  readonly actions: readonly ShortcutHint[]
  readonly onPick: (action: ShortcutHint) => void
  readonly autofocus: boolean
}

function Actions({ actions, onPick, autofocus }: ActionsProps) {
  const list = useRef<HTMLUListElement>(null)
  const id = useId()
  useEffect(() => {
    if (autofocus) list.current?.querySelector('button')?.focus()
  }, [])
  return (
    <section aria-labelledby={id}>
      <h2 id={id} class="menu-heading">
        {words.extension.actions}
      </h2>
      <ul ref={list}>
        {actions.map((one) => (
          <li key={one.id}>
            <button type="button" class="menu-item" onClick={() => onPick(one)}>
              <span dir="auto">{one.name}</span>
              {one.description !== '' && <small dir="auto">{one.description}</small>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface SearchesProps {
  readonly searches: readonly SearchHint[]
  readonly desk: Desk
  readonly onDone: () => void
}

/** One search at a time, as tabs where there are several. */
function Searches({ searches, desk, onDone }: SearchesProps) {
  const [chosen, setChosen] = useState(searches[0])
  return (
    <>
      {searches.length > 1 && (
        <fieldset class="segments" aria-label={words.extension.searches}>
          {searches.map((one) => (
            <button
              key={one.id}
              type="button"
              title={one.description}
              aria-pressed={one === chosen}
              onClick={() => setChosen(one)}
            >
              <span dir="auto">{one.name}</span>
            </button>
          ))}
        </fieldset>
      )}
      {chosen !== undefined && <Search key={chosen.id} search={chosen} desk={desk} onDone={onDone} />}
    </>
  )
}

function Search({ search, desk, onDone }: { search: SearchHint; desk: Desk; onDone: () => void }) {
  const { session } = useApp()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [failed, setFailed] = useState<string | null>(null)
  const where = {
    channel: desk.channel.id,
    command: search.id,
    ...(desk.thread !== null && { thread: desk.thread }),
  }
  const { found, note } = useResults(search, text, (typed) =>
    session.act('extension', 'teams', { ...where, text: typed }),
  )
  useEffect(() => input.current?.focus(), [])
  useEffect(() => setAt(0), [found])
  const pick = async (choice: Choice) => {
    const result = await session.act('extension', 'teams', { ...where, pick: choice.value })
    if (result?.status === 'ok') onDone()
    else setFailed(result?.toast ?? words.extension.failed)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const active = found[at]
    if (move !== undefined) {
      event.preventDefault()
      setAt((at + move + found.length) % Math.max(1, found.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (active !== undefined) void pick(active)
    }
  }
  return (
    <>
      <input
        ref={input}
        class="field"
        role="combobox"
        autocomplete="off"
        dir="auto"
        placeholder={search.prompt}
        aria-label={search.name}
        aria-expanded={found.length > 0}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={found[at] === undefined ? undefined : `${id}-${at}`}
        value={text}
        onInput={(event) => {
          setFailed(null)
          setText(event.currentTarget.value)
        }}
        onKeyDown={onKeyDown}
      />
      {found.length > 0 && (
        <Listbox id={id} label={words.extension.results} class="extension-results" at={at}>
          {found.map((one, index) => (
            <Option
              key={one.value}
              id={`${id}-${index}`}
              choice={one}
              selected={index === at}
              active={index === at}
              onPick={(choice) => void pick(choice)}
            />
          ))}
        </Listbox>
      )}
      <p class="combobox-note" role="status">
        {failed ?? note ?? words.extension.picked}
      </p>
    </>
  )
}

type Ask = (text: string) => ReturnType<ReturnType<typeof useApp>['session']['act']>
interface Found {
  readonly found: readonly Choice[]
  readonly note: string | null
}

const none: readonly Choice[] = []

/** What the bot answers to what is typed. */
function useResults(search: SearchHint, text: string, ask: Ask): Found {
  const typed = text.trim()
  const { answer, asking } = useAsked(typed === '' && !search.atOnce ? null : typed, async (what) => {
    const result = await ask(what)
    const found = result?.options ?? none
    const said = result?.toast ?? (result === null ? words.extension.failed : null)
    return { found, note: said ?? (found.length === 0 ? words.extension.nothing : null) }
  })
  const found = answer?.found ?? none
  if (asking) return { found, note: words.extension.searching }
  return { found, note: answer === null ? words.extension.type : answer.note }
}
