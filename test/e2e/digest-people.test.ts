import { beforeAll, expect, test } from 'vitest'
import { acmeReady } from './acme.js'
import { type House, house } from './house.js'
import { outcomeOf, wordsOf } from './ledger.js'

beforeAll(acmeReady)

/** Mondays, 09:00 in Berlin. */
const monday = '2026-11-23T08:00:00Z'
const nextMonday = '2026-11-30T08:00:00Z'
const subject = 'digest:weekly-revenue'

/** Has the weekly digest go to a channel and to people. */
async function sendTo({ database }: House, ...people: readonly string[]): Promise<void> {
  const to = [
    { place: 'finance', filters: {} },
    ...people.map((one) => ({ person: `${one}@acme.example`, filters: {} })),
  ]
  await database.sql`update digests set definition = jsonb_set(definition, '{destinations}', ${JSON.stringify(to)}::text::jsonb)`
}

test('a person whose account is deactivated gets no digest until it is let in again, and the owner hears of both, once', async () => {
  await using acme = await house({ schedules: ['digests'] })
  await sendTo(acme, 'ioana')
  const nadia = acme.as('nadia', 'slack')
  const ioana = acme.as('ioana', 'slack')
  await ioana.account({ change: 'deactivate' })
  const gone = await nadia.waitForPost({ text: 'no longer goes to Ioana Marin' })
  expect(wordsOf(gone)).toContain('the account is deactivated. It goes there again by itself when that changes.')

  await acme.clock(monday)
  await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  await nadia.command({ text: '/digest history weekly-revenue' })
  const history = await nadia.waitForPost({ text: 'What became of' })
  expect(wordsOf(history)).toContain('Not to Ioana Marin: the person is not there any more.')
  expect(ioana.sees({ channel: 'direct', text: 'revenue beat' })).toEqual([])
  expect(nadia.sees({ text: 'no longer goes to' })).toHaveLength(1)

  await ioana.account({ change: 'activate' })
  await nadia.waitForPost({ text: 'goes to Ioana Marin again' })
  await acme.clock(nextMonday)
  await ioana.waitForPost({ channel: 'direct', text: 'revenue beat' })
  await expect.poll(() => outcomesOf(acme)).toEqual(['done', 'done'])
  expect(ioana.sees({ channel: 'direct', text: 'revenue beat' })).toHaveLength(1)
  expect(nadia.sees({ text: 'goes to Ioana Marin again' })).toHaveLength(1)
})

const outcomesOf = async ({ database }: House): Promise<readonly string[]> => {
  const rows = await database.sql<{ state: string }[]>`
    select l.state from slots l join schedules s on s.id = l.schedule where s.subject = ${subject} order by l.due`
  return rows.map(({ state }) => state)
}

/** Has it go to somebody who is on Teams alone. */
async function sendToTeams(acme: House, person: string): Promise<void> {
  await sendTo(acme, person)
  await acme.as(person, 'slack').account({ change: 'deactivate' })
}

test('a person who is still on Teams when their Slack account is deactivated gets the digest there', async () => {
  await using acme = await house({ schedules: ['digests'] })
  await sendTo(acme, 'maya')
  await acme.as('maya', 'slack').account({ change: 'deactivate' })
  await acme.clock(monday)
  await acme.as('maya', 'teams').waitForPost({ channel: 'direct', text: 'revenue beat' })
  expect(acme.as('maya', 'slack').sees({ channel: 'direct', text: 'revenue beat' })).toEqual([])
  expect(acme.as('nadia', 'slack').sees({ text: 'no longer goes to' })).toEqual([])
})

test('a person who removes the bot in Teams gets no digest until they have it again, and the owner hears of both, once', async () => {
  await using acme = await house({ schedules: ['digests'] })
  await sendToTeams(acme, 'omar')
  const nadia = acme.as('nadia', 'slack')
  const omar = acme.as('omar', 'teams')
  await omar.install({ change: 'uninstall' })
  await nadia.waitForPost({ text: 'no longer goes to Omar Haddad: they have removed me from their chats' })

  await acme.clock(monday)
  await omar.waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  await nadia.command({ text: '/digest history weekly-revenue' })
  const history = await nadia.waitForPost({ text: 'What became of' })
  expect(wordsOf(history)).toContain('Not to Omar Haddad: they have removed me from their chats.')
  expect(omar.sees({ channel: 'direct', text: 'revenue beat' })).toEqual([])
  expect(nadia.sees({ text: 'no longer goes to' })).toHaveLength(1)

  await omar.install({ change: 'install' })
  await nadia.waitForPost({ text: 'goes to Omar Haddad again' })
  await acme.clock(nextMonday)
  await omar.waitForPost({ channel: 'direct', text: 'revenue beat' })
  await expect.poll(() => outcomesOf(acme)).toEqual(['done', 'done'])
  expect(omar.sees({ channel: 'direct', text: 'revenue beat' })).toHaveLength(1)
})

test('a person who blocks the bot in Teams is found out by the next post, and writing to it again lets the digest go on', async () => {
  await using acme = await house({ schedules: ['digests'] })
  await sendToTeams(acme, 'omar')
  const nadia = acme.as('nadia', 'slack')
  const omar = acme.as('omar', 'teams')
  // Teams tells bots of neither.
  const block = (blocked: boolean): void => {
    const chat = acme.town.world.direct('teams', 'omar')
    if (chat) acme.town.world.putChannel({ ...chat, hasBot: !blocked })
  }
  block(true)
  await acme.clock(monday)
  await nadia.waitForPost({ text: 'could not be posted to' })
  expect(await outcomeOf(acme.database, subject)).toMatchObject({ state: 'failed' })
  await acme.clock(nextMonday)
  await expect.poll(() => outcomesOf(acme)).toEqual(['failed', 'done'])
  expect(nadia.sees({ text: /could not be posted to|no longer goes to/ })).toHaveLength(1)

  block(false)
  await omar.message({ text: 'kpi win rate' })
  await nadia.waitForPost({ text: 'goes to Omar Haddad again' })
  await acme.clock('2026-12-07T08:00:00Z')
  await omar.waitForPost({ channel: 'direct', text: 'revenue beat' })
  await expect.poll(() => outcomesOf(acme)).toEqual(['failed', 'done', 'done'])
})
