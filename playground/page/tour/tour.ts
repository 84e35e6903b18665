import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Deed } from '../store/session.js'
import type { Step } from './steps.js'

const KEY = 'tour'
const OVER = 'over'
const WELCOME = 'welcome'

/** `welcome` is the offer at the first visit, `end` the farewell. */
export type TourPlace =
  | { readonly kind: 'over' }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'end' }
  | { readonly kind: 'step'; readonly step: Step; readonly number: number }

/**
 * The tour's place, kept in the browser so that it is offered once and goes on after a reload. It goes to the next step when
 * the person did what the step asks, or says so.
 */
export function createTour(
  steps: readonly Step[],
  deed: ReadonlySignal<Deed | null>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
) {
  const at = signal(indexOf(steps, storage.getItem(KEY)))
  const place = computed<TourPlace>(() => {
    if (at.value === null) return { kind: 'over' }
    if (at.value < 0) return { kind: 'welcome' }
    const step = steps[at.value]
    return step === undefined ? { kind: 'end' } : { kind: 'step', step, number: at.value + 1 }
  })

  const go = (to: number | null) => {
    at.value = to
    // Who has come to the end has seen it: nothing is offered again, though the farewell still stands.
    storage.setItem(KEY, to === null ? OVER : to < 0 ? WELCOME : (steps[to]?.id ?? OVER))
  }
  const next = () => {
    const now = at.peek()
    if (now !== null) go(now + 1)
  }
  const watch = () =>
    effect(() => {
      const done = deed.value
      const now = place.peek()
      if (done !== null && now.kind === 'step' && now.step.done?.(done) === true) next()
    })

  return { place, count: steps.length, next, watch, end: () => go(null), restart: () => go(0) }
}
export type Tour = ReturnType<typeof createTour>

/** Steps come and go with versions: one that is not known any more means that the tour was on its way. */
function indexOf(steps: readonly Step[], kept: string | null): number | null {
  if (kept === null || kept === WELCOME) return -1
  if (kept === OVER) return null
  return Math.max(
    0,
    steps.findIndex((step) => step.id === kept),
  )
}
