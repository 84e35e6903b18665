import { beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import type { Post } from '../../playground/model.js'
import { acmeReady } from './acme.js'
import { type House, house, postJson } from './house.js'
import { detailsSent, digestsSent, numbersIn, outcomeOf, slotsOf, wordsOf } from './ledger.js'

/** Monday, 09:00 in Berlin. */
const monday = '2026-11-23T08:00:00Z'
const subject = 'digest:weekly-revenue'

beforeAll(acmeReady)

const inSlack = ({ as }: House): readonly Post[] =>
  as('maya', 'slack').sees({ channel: '#revenue', text: 'revenue beat' })
const inTeams = ({ as }: House): readonly Post[] =>
  as('omar', 'teams').sees({ channel: 'Finance/Finance', text: 'revenue beat' })

/** Slack shows a test what its buttons carry; nobody reads that. */
const withoutCalls = (words: string): string => words.replaceAll(/\{"[^}]*\}/g, '')

/** Waits until the digest stands in both places. */
async function arrived(acme: House): Promise<readonly [Post, Post]> {
  const slack = await acme.as('maya', 'slack').waitForPost({ channel: '#revenue', text: 'revenue beat' })
  const teams = await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  return [slack, teams]
}

/** Won and closed deals of a quarter up to a day, counted without any of the product's own queries. */
async function wonAndClosed({ sql }: Database, from: string, to: string): Promise<string> {
  const [row] = await sql`
    select count(*) filter (where outcome = 'won') as won, count(*) as closed from opportunities
    where outcome in ('won', 'lost') and closed_on between ${from} and ${to}`
  return `${row?.won} of ${row?.closed}`
}

test('the weekly digest arrives on Monday at nine, once in Slack and once in Teams, with the same numbers', async () => {
  await using acme = await house({ schedules: ['digests'] })
  await acme.clock('2026-11-23T07:59:00Z')
  expect(await digestsSent(acme.database)).toEqual([])

  await acme.clock(monday)
  const [slack, teams] = await arrived(acme)
  const numbers = (post: Post) => numbersIn(withoutCalls(wordsOf(post)))
  expect(numbers(slack).length).toBeGreaterThan(15)
  expect(numbers(teams)).toEqual(numbers(slack))
  expect(wordsOf(slack)).toContain(`(${await wonAndClosed(acme.database, '2026-10-01', '2026-11-23')})`)
  expect(await outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  expect(slack.thread).toBeNull()
  expect(teams.thread).toBeNull()

  for (const later of ['2026-11-23T08:00:30Z', '2026-11-23T08:05:00Z', '2026-11-23T11:00:00Z']) await acme.clock(later)
  expect(await digestsSent(acme.database)).toHaveLength(2)
  expect(await detailsSent(acme.database)).toHaveLength(2)
  expect(inSlack(acme)).toHaveLength(1)
  expect(inTeams(acme)).toHaveLength(1)
  expect(await slotsOf(acme.database, subject)).toHaveLength(1)
})

test('two bots on one database post the digest once', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const second = await acme.another()
  await Promise.all([acme.clock(monday), postJson(`${second.url}/__clock`, { now: monday })])
  await arrived(acme)
  expect(await outcomeOf(acme.database, subject)).toEqual({ state: 'done', reason: null })
  expect(await digestsSent(acme.database)).toHaveLength(2)
  expect(await detailsSent(acme.database)).toHaveLength(2)
  expect(inSlack(acme)).toHaveLength(1)
  expect(inTeams(acme)).toHaveLength(1)
})

test('a business clock that jumps back does not bring the digest again', async () => {
  await using acme = await house({ schedules: ['digests'] })
  await acme.clock(monday)
  await arrived(acme)
  await acme.clock('2026-11-23T07:30:00Z')
  await acme.clock(monday)
  expect(await digestsSent(acme.database)).toHaveLength(2)
})

test('after a bot was away at nine, the digest comes late within its two hours, and not at all after them', async () => {
  await using late = await house({ schedules: ['digests'] })
  await late.clock('2026-11-23T09:59:00Z')
  await arrived(late)
  expect(await outcomeOf(late.database, subject)).toMatchObject({ state: 'late' })

  await using missed = await house({ schedules: ['digests'] })
  await missed.clock('2026-11-23T10:01:00Z')
  expect(await outcomeOf(missed.database, subject)).toEqual({ state: 'skipped', reason: 'missed' })
  expect(await digestsSent(missed.database)).toEqual([])
})
