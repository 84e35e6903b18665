import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { WorkCalendar } from '../time/workdays.js'
import { dueOf, planDates } from './due.js'
import { template } from './model.js'
import { blockedOn, mentionOn, reminderOn, tellsLeader, windowOf } from './reminder.js'

const owner = { department: 'sales' }
const of = (stages: readonly object[]) => template.safeParse({ name: 'x', title: 'X', stages })
const week: WorkCalendar = { workDays: [1, 2, 3, 4, 5], holidays: new Set(['2026-12-25']) }

/** Days counted one by one with the platform's own dates: nothing of the product's calendar. */
function counted(day: string, count: number, calendar: WorkCalendar): string {
  const at = new Date(`${day}T12:00:00Z`)
  const works = (): boolean =>
    calendar.workDays.includes(((at.getUTCDay() + 6) % 7) + 1) && !calendar.holidays.has(at.toISOString().slice(0, 10))
  for (let left = Math.abs(count); left > 0; ) {
    at.setUTCDate(at.getUTCDate() + Math.sign(count))
    if (works()) left--
  }
  while (count === 0 && !works()) at.setUTCDate(at.getUTCDate() + 1)
  return at.toISOString().slice(0, 10)
}

const holidays = fc.uniqueArray(
  fc.integer({ min: 0, max: 500 }).map((ahead) => new Date(Date.UTC(2026, 10, 1 + ahead)).toISOString().slice(0, 10)),
  { maxLength: 40 },
)
const calendars = fc.record({
  workDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  holidays: holidays.map((days) => new Set(days)),
})

describe('a due date', () => {
  it.each([
    ['+5 working days', { days: 5, from: { of: 'start' } }],
    ['+1 working day after item kickoff', { days: 1, from: { of: 'item', key: 'kickoff' } }],
    ['-2 working days before stage close', { days: -2, from: { of: 'stage', key: 'close' } }],
  ])('written as %s is understood', (text, due) => expect(dueOf(text)).toEqual(due))

  it.each(['5 days', '+5 working days before item x', '-5 working days', '-2 working days after item x', ''])(
    'written as "%s" is refused',
    (text) => expect(dueOf(text)).toBeNull(),
  )

  test('is counted as people count, in the calendar of who holds the item and of the company for stages', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(
        counts,
        calendars,
        calendars,
        fc.integer({ min: 0, max: 300 }),
        ([a = 0, b = 0, c = 0], company, own, ahead) => {
          const started = new Date(Date.UTC(2026, 10, 1 + ahead)).toISOString().slice(0, 10)
          const parsed = template.parse({
            name: 'x',
            title: 'X',
            stages: [
              { key: 'one', label: 'One', items: [{ key: 'a', label: 'A', owner, due: `+${a} working days` }] },
              {
                key: 'two',
                label: 'Two',
                due: `+${b} working days after item a`,
                items: [
                  { key: 'b', label: 'B', owner, due: `-${Math.max(1, c)} working days before stage two` },
                  { key: 'c', label: 'C', owner, due: `+${c} working days after stage one` },
                ],
              },
            ],
          })
          const plan = planDates(parsed, started, { company, ofItem: () => own })
          const first = counted(started, a, own)
          expect(plan.items.get('a')).toBe(first)
          expect(plan.stages.get('one')).toBe(first)
          expect(plan.stages.get('two')).toBe(counted(first, b, company))
          expect(plan.items.get('b')).toBe(counted(counted(first, b, company), -Math.max(1, c), own))
          expect(plan.items.get('c')).toBe(counted(first, c, own))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('that is left out is the stage’s own day, or the holder’s last working day before it', () => {
    const parsed = template.parse({
      name: 'x',
      title: 'X',
      stages: [{ key: 'one', label: 'One', due: '+4 working days', items: [{ key: 'a', label: 'A', owner }] }],
    })
    const sundayToThursday: WorkCalendar = { workDays: [7, 1, 2, 3, 4], holidays: new Set() }
    const plan = planDates(parsed, '2026-11-23', { company: week, ofItem: () => sundayToThursday })
    expect([plan.stages.get('one'), plan.items.get('a')]).toEqual(['2026-11-27', '2026-11-26'])
  })
})

describe('a template', () => {
  it.each([
    [
      [
        {
          label: 'One',
          items: [
            { key: 'a', label: 'A', owner, due: '+1 working days after item b' },
            { key: 'b', label: 'B', owner, due: '+1 working days after item a' },
          ],
        },
      ],
      'due dates wait for each other: item:a -> item:b -> item:a; count one of them from the start',
    ],
    [
      [{ label: 'One', items: [{ key: 'a', label: 'A', owner }] }],
      'due dates wait for each other: stage:one -> item:a -> stage:one; count one of them from the start',
    ],
    [
      [{ label: 'One', due: '+1 working days after stage two', owner }],
      'stage:one is due after stage:two, which is not there; name a key of this template',
    ],
    [[{ label: 'One', due: '+1 working days' }], 'whose is it? Name a department, a role or a person'],
    [
      [
        { label: 'One', due: '+1 working days', owner },
        { label: 'One', due: '+2 working days', owner },
      ],
      '"one" is called so twice; give one of them another key',
    ],
    [
      [{ label: 'One', due: '+1 working days', owner, approval: { departments: ['sales'], needs: 2 } }],
      'more signatures than departments: lower needs or name more departments',
    ],
  ])('that cannot work is refused with the cure: %#', (stages, words) => {
    const parsed = of(stages)
    expect(parsed.success ? [] : parsed.error.issues.map((issue) => issue.message)).toContain(words)
  })
})

describe('a reminder', () => {
  it('of a stage counts a holiday as no working day', () => {
    expect(reminderOn('2026-12-22', '2026-12-29', week)).toBeNull()
    expect(reminderOn('2026-12-23', '2026-12-29', week)).toBe('soon')
    expect(blockedOn('2026-12-28', '2026-12-24', week)).toBe(false)
    expect(blockedOn('2026-12-29', '2026-12-24', week)).toBe(true)
  })

  test('of an item comes on the working day before, on the day, the day after, then once a week; the leader hears after three days', () => {
    const days = Array.from({ length: 40 }, (_, ahead) =>
      new Date(Date.UTC(2026, 11, 14 + ahead)).toISOString().slice(0, 10),
    )
    const working = days.filter((day) => counted(day, 0, week) === day)
    const due = '2026-12-22'
    const said = working.flatMap((day) => {
      const mention = mentionOn(due, windowOf(day, week))
      return mention ? [[day, mention]] : []
    })
    expect(said).toEqual([
      ['2026-12-21', 'soon'],
      ['2026-12-22', 'due'],
      ['2026-12-23', 'overdue'],
      ['2026-12-31', 'overdue'],
      ['2027-01-07', 'overdue'],
      ['2027-01-14', 'overdue'],
      ['2027-01-21', 'overdue'],
    ])
    expect(working.filter((day) => tellsLeader(due, windowOf(day, week))).slice(0, 2)).toEqual([
      '2026-12-28',
      '2027-01-04',
    ])
  })

  test('of an item that is due on a day off comes on the working day before and the one after, in any calendar', () => {
    fc.assert(
      fc.property(calendars, fc.integer({ min: 0, max: 200 }), (calendar, ahead) => {
        const due = new Date(Date.UTC(2026, 10, 20 + ahead)).toISOString().slice(0, 10)
        const days = Array.from({ length: 60 }, (_, from) =>
          new Date(Date.UTC(2026, 10, ahead + from)).toISOString().slice(0, 10),
        )
        const working = days.filter((day) => counted(day, 0, calendar) === day)
        const before = working.filter((day) => day < due).at(-1)
        const after = working.find((day) => day > due)
        const expected = new Map([
          [due, 'due'],
          [before, 'soon'],
          [after, 'overdue'],
        ])
        for (const day of working.filter((one) => after === undefined || one <= after))
          expect(mentionOn(due, windowOf(day, calendar)), day).toBe(expected.get(day) ?? null)
      }),
      { numRuns: 150 },
    )
  })
})
