import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { allReviews, talkWith } from '../../src/reviews/store.js'
import { type AcmeDoor, acmeDoor, presses, says, wordsOf } from '../../test/acme-door.js'

let door: AcmeDoor
beforeAll(async () => {
  door = await acmeDoor('nadia', 'maya', 'lena', 'gus')
})
afterAll(() => door[Symbol.asyncDispose]())

const say = async (user: string, text: string): Promise<string> => wordsOf(await door.handle(says(user, text)))
const press = (user: string, action: string, args: Record<string, string | number | null>): Promise<Reply> =>
  door.handle(presses(user, action, args))
async function submit(
  user: string,
  action: string,
  args: Record<string, string | number | null>,
  values: Values,
): Promise<Reply> {
  const { kind: _kind, ...incoming } = presses(user, action, args)
  if (!('call' in incoming)) throw new Error('A press has a call')
  return door.handle({ ...incoming, kind: 'submit', call: { action, args, opens: 'form' }, values })
}
const errorsOf = (reply: Reply): unknown => (reply.kind === 'form' ? reply.form.errors : wordsOf(reply))

describe('a review', () => {
  const filled = { title: 'Monthly look', place: 'revenue', day: 'tuesday', at: '08:30', metrics: ['arr'] }

  it('is set up by form: what is wrong comes back filled beside its field', async () => {
    const opened = await press('nadia', 'reviews.write', { review: null })
    expect(opened.kind === 'form' && opened.form.draft).toMatchObject({ title: 'Weekly review', day: 'monday' })
    expect(errorsOf(await submit('nadia', 'reviews.write', { review: null }, { ...filled, at: 'soon' }))).toEqual({
      at: 'Fill this in.',
    })
    expect(
      errorsOf(await submit('nadia', 'reviews.write', { review: null }, { ...filled, place: 'nowhere' })),
    ).toMatchObject({ place: expect.stringContaining('"nowhere" is not known') })
    const saved = await submit('nadia', 'reviews.write', { review: null }, filled)
    expect(wordsOf(saved)).toContain('Tuesday, 08:30 (Europe/Berlin), in #revenue')
    expect((await allReviews(door.database.db)).map(({ review }) => review.name)).toEqual([
      'monthly-look',
      'weekly-review',
    ])
  })

  it('is changed, paused and posted by executives, RevOps and its owner, and read by those who lead', async () => {
    expect(await say('maya', 'review pause monthly-look')).toMatch(/^Executives, RevOps and the owner/)
    expect(await say('maya', 'review new')).toMatch(/^Executives, RevOps and the owner/)
    expect(await say('maya', 'review show monthly-look')).toContain('At a glance')
    expect(await say('lena', 'review show monthly-look')).toMatch(/^Reviews are for executives/)
    expect(wordsOf(await press('lena', 'reviews.preview', { review: 'monthly-look' }))).toMatch(/^Reviews are for/)
    expect(await say('gus', 'review decisions')).not.toContain('decided')
    expect(await say('nadia', 'review pause monthly-look')).toBe('Monthly look is paused.')
    expect(await say('nadia', 'review resume Monthly look')).toBe('Monthly look goes on.')
    expect(await say('nadia', 'review now monthly-look')).toBe('Monthly look is posted to #revenue.')
    expect(await say('nadia', 'review show nothing')).toContain('There is monthly-look and weekly-review.')
    expect(await say('nadia', 'review dance')).toMatch(/^“dance” is nothing that a review can do/)
  })
})

describe('decisions', () => {
  const [today, gone] = ['2026-11-19', '2026-11-18']
  const idOf = async (name: string): Promise<number> => {
    const [row] = await door.database.sql<
      { id: number }[]
    >`select id from people where email = ${`${name}@acme.example`}`
    return row?.id ?? 0
  }

  it('need what, who and a day that has not passed', async () => {
    const wrong = { what: ' ', who: '999', by: gone }
    expect(errorsOf(await submit('maya', 'reviews.decide', { review: 'monthly-look' }, wrong))).toEqual({
      what: expect.any(String),
      who: expect.any(String),
      by: 'Choose a day from today on.',
    })
    const right = { what: 'Publish the price list', who: String(await idOf('lena')), by: today }
    expect(wordsOf(await submit('maya', 'reviews.decide', { review: 'monthly-look' }, right))).toBe(
      'Recorded: Lena Vogt, Publish the price list, by Nov 19, 2026.',
    )
    expect(wordsOf(await submit('lena', 'reviews.decide', { review: 'monthly-look' }, right))).toMatch(
      /^Reviews are for/,
    )
    expect(await say('lena', 'review decisions')).toContain('Lena Vogt: Publish the price list')
  })

  it('are gone through in one form: moved by a week, not done, done', async () => {
    const [one] = await door.database.sql<{ id: number }[]>`select id from decisions`
    const id = one?.id ?? 0
    expect(wordsOf(await press('maya', 'reviews.follow', { review: 'monthly-look' }))).toMatch(/^Executives, RevOps/)
    const opened = await press('nadia', 'reviews.follow', { review: 'monthly-look' })
    expect(opened.kind === 'form' && opened.form.draft).toEqual({ [`d${id}`]: 'open' })
    const follow = (outcome: string) =>
      submit('nadia', 'reviews.follow', { review: 'monthly-look' }, { [`d${id}`]: outcome })
    expect(wordsOf(await follow('open'))).toBe('Nothing has changed.')
    expect(wordsOf(await follow('moved'))).toBe('One decision is followed up.')
    expect(await say('lena', 'review decisions')).toContain('by 26 Nov 2026 (moved once)')
    expect(wordsOf(await press('gus', 'reviews.done', { id }))).not.toContain('Done')
    expect(wordsOf(await submit('lena', 'reviews.drop', { id }, { reason: 'no budget' }))).toContain('Not done')
    expect(wordsOf(await press('nadia', 'reviews.follow', { review: 'monthly-look' }))).toBe(
      'Nothing that was decided is open.',
    )
  })
})

describe('a one-to-one', () => {
  it('is set up by who may, and belongs to who leads it', async () => {
    const values = { department: 'sales', day: 'tuesday', at: '00:30', ahead: '1h', lead: null }
    expect(errorsOf(await submit('nadia', 'reviews.talk', { department: null }, values))).toEqual({
      lead: 'Fill this in.',
    })
    const [nadia] = await door.database.sql<{ id: number }[]>`select id from people where email = 'nadia@acme.example'`
    const lead = String(nadia?.id)
    expect(wordsOf(await submit('maya', 'reviews.talk', { department: null }, { ...values, lead }))).toMatch(
      /^Executives/,
    )
    expect(wordsOf(await submit('nadia', 'reviews.talk', { department: null }, { ...values, lead }))).toBe(
      'Nadia Petrova gets a preparation before every talk: Tuesday, 00:30.',
    )
    // An hour before half past midnight is the day before.
    const [schedule] = await door.database.sql<
      { cron: string }[]
    >`select cron from schedules where kind = 'one_to_ones'`
    expect(schedule?.cron).toBe('30 23 * * 1')
    expect(await say('nadia', 'review one-to-one sales')).toContain('One-to-one with Maya Okafor, Sales')
    expect(await say('maya', 'review one-to-one sales')).toMatch(/^Only who leads these talks/)
    expect(wordsOf(await press('maya', 'reviews.note', { department: 'sales' }))).toMatch(/^Only who leads these talks/)
    expect(errorsOf(await submit('nadia', 'reviews.note', { department: 'sales' }, { notes: '', what: '' }))).toEqual({
      notes: 'Write notes, or what you agreed.',
    })
    expect(wordsOf(await press('nadia', 'reviews.end_talk', { department: 'sales' }))).toMatch(/not prepared any more/)
    expect(await talkWith(door.database.db, 'sales')).toBeNull()
    const [ended] = await door.database.sql<{ state: string }[]>`select state from schedules where kind = 'one_to_ones'`
    expect(ended?.state).toBe('paused')
  })
})
