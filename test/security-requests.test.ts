import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as inbox from '../src/inbox/store.js'
import { buttonIds } from '../src/platforms/slack/calls.js'
import { DEADLINES } from '../src/platforms/slack/options.js'
import { type AcmeDoor, acmeDoor } from './acme-door.js'
import { signed, startBot, type TestBot } from './slack/bot.js'

const workspace = 'T0ACME'
let door: AcmeDoor
beforeAll(async () => {
  door = await acmeDoor('maya', 'nadia')
})
afterAll(() => door[Symbol.asyncDispose]())

/** A bot's Slack side in front of the sample company; several of them share its database, as processes do. */
async function slackSide(): Promise<TestBot> {
  const bot = await startBot({ deadlines: DEADLINES })
  bot.installed.set(workspace, { botToken: 'xoxb-acme', botId: 'B1', botUserId: 'UBOT' })
  bot.door.onHandle = (incoming) => door.handle(incoming)
  bot.door.keep = async (incoming, back) => {
    const { db } = door.database
    const at = Temporal.Now.instant()
    return inbox.keep(db, { incoming, back }, at, at.add({ seconds: 60 }))
  }
  return bot
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

describe('a signed request that comes again within its five minutes (Slack signature)', () => {
  const press = (action: string, args: Parameters<typeof buttonIds>[0]['args'], user: string) =>
    new URLSearchParams({
      payload: JSON.stringify({
        type: 'block_actions',
        user: { id: user, team_id: workspace },
        team: { id: workspace },
        trigger_id: `trigger.of.${action}`,
        container: { type: 'message', message_ts: '5.1', channel_id: 'C0REVENUE' },
        channel: { id: 'C0REVENUE' },
        message: { ts: '5.1' },
        actions: [{ type: 'button', ...buttonIds({ action, args, opens: null }, 0) }],
      }),
    }).toString()

  const quarter = { from: '2026-07-01', to: '2026-10-01', shape: { kind: 'unit', unit: 'quarter' }, relative: false }
  const question = {
    metric: 'win_rate',
    period: quarter,
    by: null,
    where: [],
    against: { kind: 'previous' },
    trend: null,
  }

  test.each([
    ['finishing an item', 'checklists.done', { item: 1, from: 'note' }, 'maya', { audit: 1, deliveries: 0 }],
    ['sharing a number', 'metrics.share', { question }, 'maya', { audit: 1, deliveries: 1 }],
    // Two messages, each with its details.
    ['posting a digest', 'digests.send', { digest: 'weekly-revenue' }, 'nadia', { audit: 1, deliveries: 4 }],
  ])('has no second effect, byte for byte the same, at two processes: %s', async (_, action, args, user, effect) => {
    const bots = [await slackSide(), await slackSide()]
    const before = await counts()
    const body = press(action, args, user)
    const headers = { ...FORM, ...signed(body) }
    const answers = await Promise.all([...bots, ...bots, ...bots].map((bot) => bot.post(body, headers)))
    for (const bot of bots) await bot.stop()
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200))
    const after = await counts()
    expect({ audit: after.audit - before.audit, deliveries: after.deliveries - before.deliveries }).toEqual(effect)
  })
})

async function counts(): Promise<{ readonly audit: number; readonly deliveries: number }> {
  const [row] = await door.database.sql<{ audit: number; deliveries: number }[]>`
    select (select count(*)::int from audit) as audit, (select count(*)::int from deliveries) as deliveries`
  return row ?? { audit: -1, deliveries: -1 }
}

/** As Slack does it: what is not acknowledged is sent again, three times at most. */
async function deliver(bot: TestBot | undefined, event: number): Promise<void> {
  const text = `<@UBOT> digest send number${event}x`
  const mention = { type: 'app_mention', user: 'maya', text, channel: 'C0REVENUE', ts: '5.1' }
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const answered = await bot?.event(mention, { team_id: workspace, event_id: `Ev${event}` })
    if (answered?.status === 200) return
  }
  throw new Error(`The event ${event} was never acknowledged`)
}

test('every event delivered four times, in any order, at two processes, is answered once (3-second rule; ASVS 2.3.4)', async () => {
  const bots = [await slackSide(), await slackSide()]
  const events = 250
  // Each of the first thousand numbers once, far from its neighbours: 37 and 1000 have no common divisor.
  const deliveries = Array.from({ length: 4 * events }, (_, index) => (index * 37) % (4 * events))
  for (let from = 0; from < deliveries.length; from += 50) {
    await Promise.all(
      deliveries
        .slice(from, from + 50)
        .map((delivery) => deliver(bots[Math.floor(delivery / events) % 2], delivery % events)),
    )
  }
  for (const bot of bots) await bot.platform.stop()
  const told = bots.flatMap((bot) => bot.slack.calls.map((call) => JSON.stringify(call.args)))
  for (const bot of bots) await bot.stop()
  expect(told).toHaveLength(events)
  const answered = told.map((args) => /number(\d+)x/.exec(args)?.[1])
  expect(new Set(answered).size).toBe(events)
  expect(answered).not.toContain(undefined)
}, 60_000)
