import { useRef } from 'preact/hooks'
import { useApp } from '../app.js'
import { Icon } from '../ui/icon.js'
import { words } from '../words.js'
import type { Here } from './steps.js'
import type { TourPlace } from './tour.js'
import { useRing } from './use-ring.js'

/** The tour: a card beside what it speaks of, and a ring around that. The page stays usable all the while. */
export function Guide() {
  const { tour } = useApp()
  const place = tour.place.value
  return place.kind === 'over' ? null : <GuideCard place={place} />
}

type Shown = Exclude<TourPlace, { readonly kind: 'over' }>

function GuideCard({ place }: { place: Shown }) {
  const app = useApp()
  const { tour } = app
  const layer = useRef<HTMLDivElement>(null)
  const card = useRef<HTMLElement>(null)
  const here = useHere()
  const ring = useRing(layer, card, () => (place.kind === 'step' ? place.step.target(here) : null))
  const { title, text } = wordsOf(place, here, app)
  const end = () => {
    const inside = card.current?.contains(document.activeElement) === true
    tour.end()
    if (inside) document.getElementById(`composer-${here.platform}`)?.focus()
  }
  return (
    <div ref={layer} popover="manual" class="guide">
      {ring !== null && (
        <div
          class="guide-ring"
          style={{ left: `${ring.left}px`, top: `${ring.top}px`, width: `${ring.width}px`, height: `${ring.height}px` }}
        />
      )}
      <section
        ref={card}
        class="guide-card"
        role="dialog"
        aria-labelledby="guide-title"
        aria-describedby="guide-text"
        data-region
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          end()
        }}
      >
        {place.kind === 'step' && <Progress number={place.number} />}
        <h2 id="guide-title">{title}</h2>
        <p id="guide-text" dir="auto">
          {text}
        </p>
        <p class="guide-actions">
          <Actions place={place} here={here} onEnd={end} />
        </p>
        <button type="button" class="icon-button guide-close" aria-label={words.tour.end} onClick={end}>
          <Icon name="close" />
        </button>
      </section>
      <p class="only-heard" role="status">
        {`${title}. ${text} ${words.tour.reach}`}
      </p>
    </div>
  )
}

function Progress({ number }: { number: number }) {
  const { tour } = useApp()
  return (
    <p class="guide-progress">
      {words.tour.progress(number, tour.count)}
      <span aria-hidden="true">
        {Array.from({ length: tour.count }, (_, index) => (
          <i key={index} data-done={index < number} />
        ))}
      </span>
    </p>
  )
}

function Actions({ place, here, onEnd }: { place: Shown; here: Here; onEnd: () => void }) {
  const { tour } = useApp()
  if (place.kind === 'welcome')
    return (
      <>
        <button type="button" class="button button-primary" onClick={tour.next}>
          {words.tour.start}
        </button>
        <button type="button" class="button" onClick={onEnd}>
          {words.tour.notNow}
        </button>
      </>
    )
  if (place.kind !== 'step')
    return (
      <button type="button" class="button button-primary" onClick={onEnd}>
        {words.tour.finish}
      </button>
    )
  const read = place.step.done === undefined
  const show = () => {
    place.step.lead?.(here)
    // What the step leads to is drawn first.
    requestAnimationFrame(() => requestAnimationFrame(() => bringUp(place.step.target(here))))
  }
  return (
    <>
      <button type="button" class={read ? 'button' : 'button button-primary'} onClick={show}>
        {words.tour.show}
      </button>
      <button type="button" class={read ? 'button button-primary' : 'button'} onClick={tour.next}>
        {read ? words.tour.seen : words.tour.skip}
      </button>
    </>
  )
}

/** Scrolls to the target and puts the focus on it, or on the message that it stands in. */
function bringUp(target: Element | null): void {
  if (target === null) return
  target.scrollIntoView({ block: 'center', behavior: 'instant' })
  const focusable = target.matches('button, textarea') ? target : target.closest('[tabindex]')
  if (focusable instanceof HTMLElement) focusable.focus({ preventScroll: true })
}

function useHere(): Here {
  const { data, view } = useApp()
  const active = view.active.value
  const platform = view.shown.value.includes(active) ? active : (view.shown.value[0] ?? 'slack')
  return { data, view, platform }
}

function wordsOf(place: Shown, here: Here, { data }: ReturnType<typeof useApp>) {
  if (place.kind === 'step') return { title: place.step.title, text: place.step.text(here) }
  if (place.kind === 'end') return words.tour.farewell
  const me = data.people.value.find((one) => one.key === data.me.value)
  const who = me === undefined ? words.person.unknown : `${me.name}, ${me.title}`
  return {
    title: words.tour.welcome(data.botName.value),
    text: words.tour.intro(who, data.company.value),
  }
}
