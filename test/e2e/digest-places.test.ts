import { beforeAll, expect, test } from 'vitest'
import { acmeReady } from './acme.js'
import { type House, house, postJson, tell } from './house.js'
import { outcomeOf, wordsOf } from './ledger.js'

beforeAll(acmeReady)

/** Mondays, 09:00 in Berlin. */
const monday = '2026-11-23T08:00:00Z'
const nextMonday = '2026-11-30T08:00:00Z'
const subject = 'digest:weekly-revenue'

test('an archived channel pauses its destination with a note to the owner, and it goes on by itself when it is back', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  await acme.as('maya', 'slack').channel({ channel: '#revenue', change: 'archive' })
  const note = await nadia.waitForPost({ text: 'is paused for revenue (Slack)' })
  expect(wordsOf(note)).toContain('it is archived')

  await acme.clock(monday)
  await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  await nadia.command({ text: '/digest history weekly-revenue' })
  const history = await nadia.waitForPost({ text: 'What became of' })
  expect(wordsOf(history)).toContain('Not to revenue (Slack): it is archived.')

  await acme.as('maya', 'slack').channel({ channel: '#revenue', change: 'unarchive' })
  await nadia.waitForPost({ text: 'is posted there again' })
  await acme.clock(nextMonday)
  await nadia.waitForPost({ channel: '#revenue', text: 'revenue beat' })
})

test('a guest who joins a channel is told of to the owner before the next post, which leaves out what is not for guests', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  await acme.as('gus', 'slack').channel({ channel: '#revenue', change: 'join' })
  const note = await nadia.waitForPost({ text: 'joined revenue' })
  expect(wordsOf(note)).toContain('Gus Hall, a guest, joined revenue')
  expect(wordsOf(note)).toContain('Win rate')

  await acme.clock(monday)
  const posted = await nadia.waitForPost({ channel: '#revenue', text: 'revenue beat' })
  expect(wordsOf(posted)).not.toContain('Win rate')
  const teams = await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  expect(wordsOf(teams)).toContain('Win rate')
  // What is due while the one before is still being sent is left out.
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })

  await nadia.press({ button: 'No guest is there any more', post: note.id })
  await nadia.waitForPost({ text: 'is posted there again' })
  await acme.clock(nextMonday)
  await expect
    .poll(() =>
      nadia.sees({ channel: '#revenue', text: 'revenue beat' }).filter((one) => /Win rate/.test(wordsOf(one))),
    )
    .toHaveLength(1)
})

test('what failed is told to the owner once, and posted again by a press, alone', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  const fault = { platform: 'slack', match: 'chat.postMessage', times: 1, answer: { error: 'restricted_action' } }
  await postJson(`${acme.town.url}/control/faults`, fault)
  await acme.clock(monday)
  const note = await nadia.waitForPost({ text: 'could not be posted to' })
  expect(await outcomeOf(acme.database, subject)).toMatchObject({ state: 'failed' })
  await nadia.press({ button: 'Post again', post: note.id })
  await nadia.waitForPost({ channel: '#revenue', text: 'revenue beat' })
  await nadia.press({ button: 'Post again', post: note.id })
  await nadia.waitForPost({ text: 'It has arrived meanwhile' })
  expect(nadia.sees({ channel: '#revenue', text: 'revenue beat' })).toHaveLength(1)
  expect(acme.as('omar', 'teams').sees({ channel: 'Finance/Finance', text: 'revenue beat' })).toHaveLength(1)
})

test('a posted digest is corrected in place on both platforms, marked, and both versions are kept', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  await acme.clock(monday)
  const before = await nadia.waitForPost({ channel: '#revenue', text: 'Weekly revenue beat' })
  await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'Weekly revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  const detailsOf = (thread: string) => nadia.sees({ channel: '#revenue', thread }).map(wordsOf)
  expect(detailsOf(before.id)).toEqual([expect.stringMatching(/^Win rate by region.* Americas 33% 11 of 33/)])

  await acme.database
    .sql`update digests set definition = jsonb_set(definition, '{title}', '"Revenue beat of the week"')`
  await nadia.command({ text: '/digest correct weekly-revenue', channel: '#revenue' })
  await nadia.waitForDialog()
  await nadia.submit({ values: { reason: 'it had the wrong title' } })
  const standing = () => nadia.sees({ channel: '#revenue' }).find(({ id }) => id === before.id)
  await expect
    .poll(() => wordsOf(standing() ?? expect.fail('the digest is gone')))
    .toMatch(/^Revenue beat of the week Corrected .* by Nadia Petrova: it had the wrong title/)
  const teams = await acme
    .as('omar', 'teams')
    .waitForPost({ channel: 'Finance/Finance', text: 'Revenue beat of the week' })
  expect(wordsOf(teams)).toContain('Corrected')
  expect(acme.as('omar', 'teams').sees({ channel: 'Finance/Finance', text: 'Revenue beat' })).toHaveLength(1)

  await expect.poll(() => detailsOf(before.id)).toEqual([expect.stringMatching(/^Corrected .*Win rate by region/)])

  await nadia.command({ text: '/digest history weekly-revenue' })
  const history = wordsOf(await nadia.waitForPost({ text: 'What became of' }))
  expect(history).toContain('Before: ')
  const kept = await acme.database.sql`select message from deliveries where about like 'digest_post:%' order by id`
  expect(kept.map(({ message }) => JSON.stringify(message).includes('Corrected'))).toEqual([
    ...Array.from({ length: 4 }, () => false),
    ...Array.from({ length: 4 }, () => true),
  ])
})

/** What is paused, and why. */
const troubles = async ({ database }: House): Promise<readonly string[]> => {
  const rows = await database.sql<{ reason: string }[]>`select reason from place_troubles`
  return rows.map(({ reason }) => reason)
}

test('an uninstalled app pauses all its places in Slack, and they go on when it starts with a token again', async () => {
  await using acme = await house({ schedules: ['digests'] })
  await tell(acme.town, 'install', { platform: 'slack', person: 'nadia', change: 'uninstall' })
  await expect.poll(() => troubles(acme)).toEqual(Array.from({ length: 4 }, () => 'uninstalled'))
  await acme.clock(monday)
  await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })

  await tell(acme.town, 'install', { platform: 'slack', person: 'nadia', change: 'install' })
  await acme.another()
  expect(await troubles(acme)).toEqual([])
  await acme.as('nadia', 'slack').waitForPost({ text: 'is posted there again' })
  await acme.clock(nextMonday)
  await acme.as('nadia', 'slack').waitForPost({ channel: '#revenue', text: 'revenue beat' })
})

test('a channel of Slack from which the bot is removed is paused with a note to the owner, and goes on when it is added', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  const maya = acme.as('maya', 'slack')
  await maya.channel({ channel: '#revenue', change: 'remove bot' })
  await nadia.waitForPost({ text: 'is paused for revenue (Slack)' })
  expect(await troubles(acme)).toEqual(['bot removed'])
  await acme.clock(monday)
  await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  expect(maya.sees({ channel: '#revenue', text: 'revenue beat' })).toEqual([])

  await maya.channel({ channel: '#revenue', change: 'add bot' })
  await nadia.waitForPost({ text: 'is posted there again' })
  await acme.clock(nextMonday)
  await maya.waitForPost({ channel: '#revenue', text: 'revenue beat' })
})

test('a team of Teams from which the bot is removed is found out by the next post, and goes on when it is added', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  const omar = acme.as('omar', 'teams')
  await omar.channel({ channel: 'Finance/Finance', change: 'remove bot' })
  await acme.clock(monday)
  const note = await nadia.waitForPost({ text: 'could not be posted to' })
  expect(wordsOf(note)).toContain('finance, Teams')
  expect(new Set(await troubles(acme))).toEqual(new Set(['bot removed']))

  await omar.channel({ channel: 'Finance/Finance', change: 'add bot' })
  await nadia.waitForPost({ text: 'is posted there again' })
  await acme.clock(nextMonday)
  await omar.waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
})

test('a team of Teams that is archived pauses all its channels, and they go on when it is back', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  const omar = acme.as('omar', 'teams')
  await omar.channel({ channel: 'Finance/Finance', change: 'archive' })
  expect(wordsOf(await nadia.waitForPost({ text: 'is paused for finance (Teams)' }))).toContain('it is archived')
  await acme.clock(monday)
  await nadia.waitForPost({ channel: '#revenue', text: 'revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  await nadia.command({ text: '/digest history weekly-revenue' })
  const history = await nadia.waitForPost({ text: 'What became of' })
  expect(wordsOf(history)).toContain('Not to finance (Teams): it is archived.')

  await omar.channel({ channel: 'Finance/Finance', change: 'unarchive' })
  await nadia.waitForPost({ text: 'is posted there again' })
  await acme.clock(nextMonday)
  await omar.waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  expect(omar.sees({ channel: 'Finance/Finance', text: 'revenue beat' })).toHaveLength(1)
})

test('channels that get another name are posted to as before', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const maya = acme.as('maya', 'slack')
  const omar = acme.as('omar', 'teams')
  await maya.channel({ channel: '#revenue', change: 'rename', name: 'revenue-team' })
  await omar.channel({ channel: 'Finance/Finance', change: 'rename', name: 'Money' })
  await acme.clock(monday)
  await maya.waitForPost({ text: 'Weekly revenue beat' })
  await omar.waitForPost({ text: 'Weekly revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  expect(await troubles(acme)).toEqual([])
})

test('a channel that was made private without the bot is paused when it is found to be gone, and goes on when the bot is let in', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  // Slack tells nobody of it: to whoever is no member, the channel is not there any more.
  await tell(acme.town, 'faults', {
    platform: 'slack',
    match: 'chat.postMessage',
    times: 1,
    answer: { error: 'channel_not_found' },
  })
  await acme.clock(monday)
  const note = await nadia.waitForPost({ text: 'could not be posted to' })
  expect(wordsOf(note)).toContain('revenue, Slack')
  expect(await troubles(acme)).toEqual(['gone'])

  const maya = acme.as('maya', 'slack')
  await maya.channel({ channel: '#revenue', change: 'remove bot' })
  await maya.channel({ channel: '#revenue', change: 'add bot' })
  await nadia.waitForPost({ text: 'is posted there again' })
  await acme.clock(nextMonday)
  await nadia.waitForPost({ channel: '#revenue', text: 'revenue beat' })
})

test('a message that somebody has deleted cannot be corrected any more, and its channel gets the next digest all the same', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const nadia = acme.as('nadia', 'slack')
  const omar = acme.as('omar', 'teams')
  await acme.clock(monday)
  const slack = await nadia.waitForPost({ channel: '#revenue', text: 'revenue beat' })
  const teams = await omar.waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  await expect.poll(() => outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  for (const { platform, channel, id } of [slack, teams]) acme.town.world.removePost(platform, channel, id)

  await nadia.command({ text: '/digest correct weekly-revenue', channel: '#revenue' })
  await nadia.waitForDialog()
  await nadia.submit({ values: { reason: 'it had the wrong title' } })
  const told = () => nadia.sees({ text: 'the message that it belongs to is not there any more' })
  await expect.poll(() => told().length).toBeGreaterThanOrEqual(2)
  expect(told().map(wordsOf).join()).toMatch(/revenue, Slack.*finance, Teams|finance, Teams.*revenue, Slack/s)
  expect(await troubles(acme)).toEqual([])

  await acme.clock(nextMonday)
  await nadia.waitForPost({ channel: '#revenue', text: 'revenue beat' })
  await omar.waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
})
