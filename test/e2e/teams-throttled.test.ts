import { beforeAll, expect, test } from 'vitest'
import { acmeReady } from './acme.js'
import { house, tell } from './house.js'
import { wordsOf } from './ledger.js'

beforeAll(acmeReady)

/** Monday, 09:00 in Berlin. */
const monday = '2026-11-23T08:00:00Z'

test('a press in Teams whose answer is throttled is told that the answer comes, and gets it once', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const omar = acme.as('omar', 'teams')
  await acme.clock(monday)
  const channel = 'Finance/Finance'
  const posted = await omar.waitForPost({ channel, text: 'revenue beat' })
  const before = omar.sees({ channel }).length

  for (const status of [429, 503])
    await tell(acme.town, 'faults', {
      platform: 'teams',
      match: 'POST activities',
      times: 1,
      answer: { status, retryAfter: 0 },
    })
  const { toast } = await omar.press({ button: 'Why?', post: posted.id, channel })
  expect(toast).toBe('This takes a little longer. I go on working and tell you here.')
  const answer = await omar.waitForPost({ channel, text: 'this is what moved it' })
  expect(wordsOf(answer)).toMatch(/Together: [+−]/)

  const kept = () => acme.database.sql`select answered_at is not null as answered from inbox`
  await expect.poll(kept).toEqual([{ answered: true }])
  expect(omar.sees({ channel })).toHaveLength(before + 1)
})
