import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { type WorkHours, workingMinutesBetween } from '../time/worktime.js'
import { after, canBe, fits, type Handoff, minutesOf, started, type Verb, verbs } from './model.js'

const hours: WorkHours = {
  zone: 'Europe/Berlin',
  from: '09:00',
  to: '17:00',
  workDays: [1, 2, 3, 4, 5],
  holidays: new Set(['2026-11-26']),
}
const monday = Temporal.Instant.from('2026-11-23T09:00:00Z')
const allowed = 960

const fresh: Handoff = {
  ...started({ allowed, used: 0 }, monday, hours),
  id: 1,
  title: 'Delta: set up invoicing',
  why: '',
  evidence: '',
  from: 'sales',
  to: 'finance',
  sender: 1,
  owner: null,
  state: 'open',
  missing: null,
  result: null,
  record: null,
  returns: 0,
  ran: 0,
  acceptedAfter: null,
  openedAt: monday,
  returnedAt: null,
  acceptedAt: null,
  doneAt: null,
  closedAt: null,
}

/** Steps with the minutes that pass before each. */
const history = fc.array(
  fc.record({ verb: fc.constantFrom<Verb>(...verbs), wait: fc.integer({ min: 0, max: 2000 }) }),
  { maxLength: 12 },
)

/** The working minutes from the last start of the clock to its end. */
const left = ({ runningSince, due }: Handoff): number | null =>
  runningSince && due ? workingMinutesBetween(runningSince, due, hours) : null

interface Taken {
  readonly verb: Verb
  readonly at: Temporal.Instant
  readonly before: Handoff
  readonly then: Handoff
}

function lived(steps: readonly { readonly verb: Verb; readonly wait: number }[]): readonly Taken[] {
  const taken: Taken[] = []
  let handoff = fresh
  let at = monday
  for (const { verb, wait } of steps) {
    at = at.add({ minutes: wait })
    if (!canBe(verb, handoff.state)) continue
    const then = after(handoff, { verb, by: 2, now: at, words: 'words', hours })
    taken.push({ verb, at, before: handoff, then })
    handoff = then
  }
  return taken
}

describe('a handoff, whatever happens to it', () => {
  it('runs its clock exactly while the receiver has the next step', () => {
    fc.assert(
      fc.property(history, (steps) => {
        for (const { then } of lived(steps)) {
          const running = then.state === 'open' || then.state === 'accepted'
          expect(then.runningSince !== null).toBe(running)
          expect(then.due !== null).toBe(running)
          expect(then.closedAt !== null).toBe(then.state === 'confirmed' || then.state === 'withdrawn')
        }
      }),
    )
  })

  it('uses up the working minutes that passed while the clock ran, and no others', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let runs: Temporal.Instant | null = monday
        let used = 0
        for (const { verb, at, before, then } of lived(steps)) {
          if (runs && then.runningSince === null) {
            used += workingMinutesBetween(runs, at, hours)
            runs = null
          }
          if (verb === 'reopen') used = Math.min(before.used, Math.floor(allowed * 0.75))
          if (then.runningSince !== null) runs ??= at
          expect(then.used).toBe(used)
          expect(left(then)).toBe(then.due === null ? null : Math.max(0, allowed - used))
        }
      }),
    )
  })

  it('remembers all the minutes for which the clock ran, and how many of them nobody had accepted it', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let ran = 0
        let accepted: number | null = null
        for (const { verb, at, before, then } of lived(steps)) {
          const passed = before.runningSince ? workingMinutesBetween(before.runningSince, at, hours) : 0
          if (then.runningSince === null) ran += passed
          if (verb === 'accept') accepted ??= ran + passed
          expect(then.ran).toBe(ran)
          expect(then.acceptedAfter).toBe(accepted)
        }
      }),
    )
  })

  it('ends for good when it is confirmed or withdrawn, and is confirmed only after it was done', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const states = lived(steps).map(({ then }) => then.state)
        const end = states.findIndex((one) => one === 'confirmed' || one === 'withdrawn')
        if (end < 0) return
        expect(end).toBe(states.length - 1)
        if (states[end] === 'confirmed') expect(states[end - 1]).toBe('done')
      }),
    )
  })

  it('is done only by somebody who accepted it', () => {
    fc.assert(
      fc.property(history, (steps) => {
        for (const { then } of lived(steps)) if (then.state === 'done') expect(then.owner).not.toBeNull()
      }),
    )
  })
})

describe('a rule', () => {
  it.each([
    [{ amount: 15, unit: 'minutes' }, true, 15],
    [{ amount: 14, unit: 'minutes' }, false, 14],
    [{ amount: 4, unit: 'hours' }, true, 240],
    [{ amount: 10, unit: 'days' }, true, 4800],
    [{ amount: 11, unit: 'days' }, false, 5280],
  ] as const)('%j may be agreed: %j, and is %j minutes of work', (rule, may, minutes) => {
    expect([fits(rule), minutesOf(rule, hours)]).toEqual([may, minutes])
  })
})
