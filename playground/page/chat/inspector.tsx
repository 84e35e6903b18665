import { useEffect, useState } from 'preact/hooks'
import type { Exchange, PlatformName } from '../../model.js'
import { useApp } from '../app.js'
import { timeOf } from '../time.js'
import { Icon } from '../ui/icon.js'
import { Json } from '../ui/json.js'
import { words } from '../words.js'

/** Every request between the playground and the bot, with the exact JSON both ways. */
export function Inspector() {
  const { data, session, view } = useApp()
  const [filter, setFilter] = useState<PlatformName | null>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  useEffect(() => void session.loadExchanges(), [])
  const list = data.exchanges.value.filter((one) => filter === null || one.platform === filter).toReversed()
  const close = () => {
    view.inspector.value = false
  }
  const exchange = list.find((one) => one.id === chosen) ?? null
  return (
    <aside
      class="inspector"
      aria-label={words.inspector.title}
      data-region
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
      }}
    >
      <header class="inspector-head">
        <h2>{words.inspector.title}</h2>
        <fieldset class="segments" aria-label={words.inspector.filter}>
          {([null, 'slack', 'teams'] as const).map((one) => (
            <button key={one ?? 'all'} type="button" aria-pressed={filter === one} onClick={() => setFilter(one)}>
              {one === null ? words.inspector.all : words.platform[one]}
            </button>
          ))}
        </fieldset>
        <button type="button" class="icon-button" aria-label={words.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="inspector-body">
        <ol class="exchanges" aria-label={words.inspector.explain}>
          {list.length === 0 && <li class="empty">{words.inspector.empty}</li>}
          {list.map((one) => (
            <ExchangeRow
              key={one.id}
              exchange={one}
              chosen={one.id === exchange?.id}
              onChoose={() => setChosen(one.id)}
            />
          ))}
        </ol>
        <div class="exchange-detail">
          {exchange === null ? <p class="empty">{words.inspector.choose}</p> : <Detail exchange={exchange} />}
        </div>
      </div>
    </aside>
  )
}

function ExchangeRow({ exchange, chosen, onChoose }: { exchange: Exchange; chosen: boolean; onChoose: () => void }) {
  const { session } = useApp()
  const toBot = exchange.direction === 'to bot'
  return (
    <li>
      <button type="button" class="exchange" aria-pressed={chosen} onClick={onChoose}>
        <span
          class="direction"
          data-direction={toBot ? 'in' : 'out'}
          title={toBot ? words.inspector.toBot : words.inspector.fromBot}
        >
          {toBot ? '→' : '←'}
          <span class="only-heard">{toBot ? words.inspector.toBot : words.inspector.fromBot}</span>
        </span>
        <span class="exchange-what" dir="ltr">
          {exchange.what}
        </span>
        <span class="status" data-bad={exchange.status >= 400 || exchange.status === 0}>
          {exchange.status}
        </span>
        <time dateTime={exchange.at}>{timeOf(exchange.at, session.viewer.value)}</time>
      </button>
    </li>
  )
}

function Detail({ exchange }: { exchange: Exchange }) {
  return (
    <>
      <h3 dir="ltr">
        <span class="platform-mark" data-platform={exchange.platform}>
          {words.platform[exchange.platform]}
        </span>{' '}
        {exchange.what}
      </h3>
      <Side title={words.inspector.request} value={exchange.request} />
      <Side
        title={`${words.inspector.response}, ${words.inspector.status(exchange.status)}`}
        value={exchange.response}
      />
    </>
  )
}

function Side({ title, value }: { title: string; value: unknown }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(value, null, 2) ?? '')
    setCopied(true)
    setTimeout(() => setCopied(false), 1_500)
  }
  const nothing = value === null || value === undefined || value === ''
  return (
    <section class="side">
      <h4>
        {title}
        {!nothing && (
          <button type="button" class="link-button" onClick={() => void copy()}>
            {copied ? words.inspector.copied : words.inspector.copy}
          </button>
        )}
      </h4>
      {nothing ? <p class="empty">{words.inspector.none}</p> : <Json value={value} />}
    </section>
  )
}
