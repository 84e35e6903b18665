import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Channel, SearchHint, ShortcutHint } from '../../model.js'
import { useApp } from '../app.js'
import type { Choice } from '../ui/combobox.js'
import { Icon } from '../ui/icon.js'
import { Popover } from '../ui/popover.js'
import { words } from '../words.js'

/** Long enough for a burst of letters to become one question. */
const PAUSE_MS = 120

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
      {found.length > 0 && <Results id={id} found={found} at={at} onPick={(one) => void pick(one)} />}
      <p class="combobox-note" role="status">
        {failed ?? note ?? words.extension.picked}
      </p>
    </>
  )
}

interface ResultsProps {
  readonly id: string
  readonly found: readonly Choice[]
  readonly at: number
  readonly onPick: (choice: Choice) => void
}

function Results({ id, found, at, onPick }: ResultsProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  return (
    <div
      ref={list}
      id={id}
      class="extension-results"
      role="listbox"
      aria-label={words.extension.results}
      onPointerDown={(event) => event.preventDefault()}
    >
      {found.map((one, index) => (
        <div
          key={one.value}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          class="combobox-option"
          aria-selected={index === at}
          data-active={index === at}
          onClick={() => onPick(one)}
          onKeyDown={() => {}}
        >
          <span dir="auto">
            {one.label}
            {one.description !== undefined && <small dir="auto">{one.description}</small>}
          </span>
        </div>
      ))}
    </div>
  )
}

type Ask = (text: string) => ReturnType<ReturnType<typeof useApp>['session']['act']>
interface Found {
  readonly found: readonly Choice[]
  readonly note: string | null
}

const silent: Found = { found: [], note: words.extension.type }

/** What the bot answers to what is typed, asked for after a pause. A late answer to an old question is dropped. */
function useResults(search: SearchHint, text: string, ask: Ask): Found {
  const [state, setState] = useState<Found>(silent)
  useEffect(() => {
    if (text.trim() === '' && !search.atOnce) return setState(silent)
    let current = true
    setState((before) => ({ ...before, note: words.extension.searching }))
    const timer = setTimeout(async () => {
      const result = await ask(text.trim())
      if (!current) return
      const found = result?.options ?? []
      const said = result?.toast ?? (result === null ? words.extension.failed : null)
      setState({ found, note: said ?? (found.length === 0 ? words.extension.nothing : null) })
    }, PAUSE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [text])
  return state
}
