import { beforeAll, expect, test } from 'vitest'
import type { FaultRule } from '../../playground/faults.js'
import type { Post } from '../../playground/model.js'
import { acmeReady } from './acme.js'
import { type House, house, tell } from './house.js'
import { afterSeconds, detailsSent, digestsSent, outcomeOf, unclear, wordsOf } from './ledger.js'

const monday = '2026-11-23T08:00:00Z'
const subject = 'digest:weekly-revenue'

beforeAll(acmeReady)

/** A house in which the next such request meets a fault, on a Monday at nine. */
async function mondayWith(...faults: readonly Omit<FaultRule, 'times'>[]): Promise<House> {
  const acme = await house({ schedules: ['digests'] })
  for (const fault of faults) await tell(acme.town, 'faults', { times: 1, ...fault })
  await acme.clock(monday)
  return acme
}

const digests = ({ as }: House): { readonly slack: readonly Post[]; readonly teams: readonly Post[] } => ({
  slack: as('maya', 'slack').sees({ channel: '#revenue', text: 'Weekly revenue beat' }),
  teams: as('omar', 'teams').sees({ channel: 'Finance/Finance', text: 'Weekly revenue beat' }),
})

/** When the bot asked for something, in epoch milliseconds, and what it was answered. */
function requests({ town }: House, what: string): readonly { readonly at: number; readonly status: number }[] {
  return town.world
    .exchanges()
    .filter((one) => one.direction === 'from bot' && one.what.includes(what))
    .map(({ at, status }) => ({ at: Date.parse(at), status }))
}

/** How a delivery ended, after how many requests. */
const attempts = (row: Awaited<ReturnType<typeof digestsSent>>[number]): string =>
  `${row.platform} ${row.state} ${row.attempts}`

const toOwner = ({ as }: House): readonly Post[] =>
  as('nadia', 'slack').sees({ channel: 'direct', text: 'could not be posted' })

test('a platform that limits is asked again when it said, and not before; nothing is lost or doubled', async () => {
  await using acme = await mondayWith(
    { platform: 'slack', match: 'chat.postMessage', answer: { status: 429, retryAfter: 1 } },
    { platform: 'teams', match: 'POST activities', answer: { status: 429, retryAfter: 1 } },
  )
  expect(await outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  expect((await digestsSent(acme.database)).map(attempts)).toEqual(['slack sent 2', 'teams sent 2'])
  expect((await detailsSent(acme.database)).map(attempts)).toEqual(['slack sent 1', 'teams sent 1'])
  for (const what of ['chat.postMessage', 'POST activities']) {
    const [first, second, ...more] = requests(acme, what)
    const done = what.startsWith('chat') ? 200 : 201
    expect(
      [first, second, ...more].map((one) => one?.status),
      what,
    ).toEqual([429, done, done])
    expect((second?.at ?? 0) - (first?.at ?? 0), what).toBeGreaterThanOrEqual(1_000)
  }
  expect(digests(acme)).toMatchObject({ slack: [{}], teams: [{}] })
  expect(toOwner(acme)).toEqual([])
})

test('after a 500 the channel is looked at before the digest is posted again', async () => {
  await using acme = await mondayWith({ platform: 'slack', match: 'chat.postMessage', answer: { status: 500 } })
  await unclear(acme.database, 1)
  expect(digests(acme).slack).toEqual([])
  await afterSeconds(acme.database, 31)
  expect(await outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  expect(requests(acme, 'conversations.history')).toHaveLength(1)
  expect(digests(acme)).toMatchObject({ slack: [{}], teams: [{}] })
})

test('where the answer was lost, Slack is asked and nothing is doubled; Teams cannot be asked, and the owner hears of it once', async () => {
  await using acme = await mondayWith(
    { platform: 'slack', match: 'chat.postMessage', answer: 'lose' },
    { platform: 'teams', match: 'POST activities', answer: 'lose' },
  )
  await unclear(acme.database, 2)
  await afterSeconds(acme.database, 31)
  expect(await outcomeOf(acme.database, subject)).toEqual({
    state: 'failed',
    reason: '2 of 4 sent, 1 refused, 1 unknown',
  })
  expect((await digestsSent(acme.database)).map(attempts)).toEqual(['slack sent 1', 'teams unknown 1'])
  expect((await detailsSent(acme.database)).map(attempts)).toEqual(['slack sent 1', 'teams refused 0'])
  expect(digests(acme)).toMatchObject({ slack: [{}], teams: [{}] })

  const told = await acme.as('nadia', 'slack').waitForPost({ channel: 'direct', text: 'could not be posted' })
  expect(wordsOf(told)).toMatch(/Weekly revenue beat +could not be posted to 1 place\./)
  expect(wordsOf(told)).toMatch(/finance, Teams:\s+The platform did not answer, so I can't confirm that it was shown/)
  await acme.clock('2026-11-23T08:10:00Z')
  expect(toOwner(acme)).toHaveLength(1)
})

test('a private answer that a platform limits comes when it may, once', async () => {
  await using acme = await house()
  const maya = acme.as('maya', 'slack')
  const omar = acme.as('omar', 'teams')
  const limited = { status: 429, retryAfter: 1 }
  await tell(acme.town, 'faults', { platform: 'slack', match: 'chat.postEphemeral', times: 1, answer: limited })
  await tell(acme.town, 'faults', { platform: 'teams', match: 'POST activities', times: 1, answer: limited })
  await Promise.all([
    maya.mention({ channel: '#revenue', text: 'win rate last quarter' }),
    omar.mention({ channel: 'Finance/Finance', text: 'win rate last quarter' }),
  ])
  await maya.waitForPost({ channel: '#revenue', text: 'Share here' })
  await omar.waitForPost({ channel: 'Finance/Finance', text: 'Share here' })
  // A post is seen before the request that made it has ended.
  await expect.poll(() => requests(acme, 'chat.postEphemeral').map(({ status }) => status)).toEqual([429, 200])
  await expect
    .poll(async () => (await acme.database.sql`select key from inbox where answered_at is null`).length)
    .toBe(0)
  expect(maya.sees({ channel: '#revenue', text: 'Share here' })).toHaveLength(1)
  expect(omar.sees({ channel: 'Finance/Finance', text: 'Share here' })).toHaveLength(1)
})
