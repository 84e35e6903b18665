import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Post } from '../../playground/model.js'
import type { Hands } from '../playground.js'
import { type House, house } from './house.js'
import { sentOff, slotsOf, wordsOf } from './ledger.js'

/** Of the sample's checklist, this stage is due on Tuesday 24 November; its department is Kenji's. */
const stage = 'Review churn and renewals'

let acme: House
let lena: Hands
beforeAll(async () => {
  acme = await house({ schedules: ['checklists'] })
  lena = acme.as('lena', 'slack')
})
afterAll(() => acme.stop())

/** What the channel was told of the stage so far. */
const reminders = (): readonly Post[] => lena.sees({ channel: '#revenue', text: stage })

/** Moves the clock to nine o'clock in Berlin of a day, and waits until everything due has been sent. @returns what the channel was told */
async function nineOn(day: string): Promise<readonly string[]> {
  await acme.clock(`${day}T08:00:00Z`)
  await sentOff(acme.database)
  return reminders().map(wordsOf)
}

test('a stage reminds its channel three working days before its day, on its day, and once after it', async () => {
  const [soon = '', ...none] = await nineOn('2026-11-19')
  expect(none).toEqual([])
  expect(soon).toContain(`${stage}  is due on 24 Nov 2026`)
  expect(soon).toContain('Whose turn it is: Customer success')
  for (const day of ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'])
    expect(await nineOn(day), day).toHaveLength(1)

  const [, due] = await nineOn('2026-11-24')
  expect(due).toContain(`${stage}  is due today`)

  const [, , overdue] = await nineOn('2026-11-25')
  expect(overdue).toContain(`${stage}  is overdue: it was due on 24 Nov 2026`)
  expect(await nineOn('2026-11-26')).toHaveLength(3)
  expect((await slotsOf(acme.database, 'checklist:1')).map(({ state }) => state)).toEqual(
    expect.not.arrayContaining(['failed', 'claimed', 'composed']),
  )
})

test('somebody of another department is told in words whose turn it is, and the stage stays open', async () => {
  const before = reminders()
  await lena.press({ channel: '#revenue', post: before[0]?.id ?? '', button: 'Stage done' })
  const told = await lena.waitForPost({ channel: '#revenue', text: 'can finish' })
  expect(told.onlyFor).toBe('lena')
  expect(wordsOf(told)).toContain("Only Customer success or the checklist's owner can finish")
  expect(reminders().slice(0, 3)).toEqual(before)
  const [open] = await acme.database.sql`select count(*)::int as stages from checklist_stages where closed_at is null`
  expect(open?.stages).toBe(4)
})

test('[Stage done] closes the stage for all to see, and a second press says kindly that it is done', async () => {
  const [reminder] = reminders()
  const post = reminder?.id ?? ''
  const kenji = acme.as('kenji', 'slack')
  expect(await kenji.press({ channel: '#revenue', post, button: 'Stage done' })).toMatchObject({ status: 'ok' })
  const redrawn = await lena.waitForPost({ channel: '#revenue', text: 'Kenji Sato finished' })
  expect(redrawn).toMatchObject({ id: post, onlyFor: null })
  expect(wordsOf(redrawn)).toContain('1 of 4 stages done')
  expect(wordsOf(redrawn)).not.toContain('Stage done')

  // The reminders of the other days still stand in the channel with their buttons.
  const [, second] = reminders().filter((one) => wordsOf(one).includes('Stage done'))
  await acme.as('nadia', 'slack').press({ channel: '#revenue', post: second?.id ?? '', button: 'Stage done' })
  const note = await acme.as('nadia', 'slack').waitForPost({ channel: '#revenue', text: 'was done already' })
  expect(note.onlyFor).toBe('nadia')
  expect(wordsOf(note)).toContain(stage)
  const [changes] = await acme.database.sql`select count(*)::int as count from audit where verb = 'close stage'`
  expect(changes?.count).toBe(1)
})

test('a stage that is done is not spoken of again; /checklist shows it done', async () => {
  const before = reminders().length
  expect(await nineOn('2026-11-27')).toHaveLength(before)
  const { posts = [] } = await lena.command({ channel: '#revenue', text: '/checklist' })
  expect(posts.map(wordsOf).join().replaceAll(/\s+/g, ' ')).toContain(`${stage}: done`)
})

test('in Teams the reminder, its button and what both say are the same', async () => {
  await using other = await house({ schedules: ['checklists'] })
  await other.database.sql`update checklist_runs set place = (select id from places where name = 'finance')`
  const channel = 'Finance/Finance'
  const omar = other.as('omar', 'teams')
  const kenji = other.as('kenji', 'teams')
  await other.clock('2026-11-19T08:00:00Z')
  const reminder = await omar.waitForPost({ channel, text: 'Reconcile bookings and billing' })
  expect(wordsOf(reminder)).toContain('is due today')

  const refused = await kenji.press({ channel, post: reminder.id, button: 'Stage done' })
  expect(refused.toast).toContain("Only Finance or the checklist's owner can finish")
  expect(await omar.press({ channel, post: reminder.id, button: 'Stage done' })).toMatchObject({ status: 'ok' })
  const redrawn = await kenji.waitForPost({ channel, text: 'Omar Haddad finished' })
  expect(redrawn.id).toBe(reminder.id)
  expect(wordsOf(redrawn)).not.toContain('Stage done')
  const [row] = await other.database
    .sql`select count(*)::int as stages from checklist_stages where closed_at is not null`
  expect(row?.stages).toBe(1)
})
