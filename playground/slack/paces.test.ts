import { describe, expect, test } from 'vitest'
import { clientOf, errorOf, withClient } from '../../test/slack-client.js'
import { RateLimits, type Tier } from './rate.js'
import { METHODS } from './web-api.js'

/** Slack's tiers, as its reference has them. `apps.connections.open` is tier 1 in one copy of it and 3 in another. */
const tiers: Readonly<Record<'post' | 'special' | '2' | '3' | '4', readonly string[]>> = {
  post: ['chat.postMessage'],
  special: ['auth.test', 'chat.getPermalink'],
  2: [
    ...['archive', 'close', 'create', 'list', 'rename', 'setPurpose', 'setTopic', 'unarchive'].map(
      (one) => `conversations.${one}`,
    ),
    ...['pins.add', 'pins.list', 'pins.remove', 'reactions.list', 'reactions.remove'],
    ...['usergroups.list', 'usergroups.users.list', 'users.conversations', 'users.list'],
  ],
  3: [
    ...['apps.connections.open', 'auth.revoke', 'team.info', 'users.lookupByEmail'],
    ...['delete', 'deleteScheduledMessage', 'scheduleMessage', 'scheduledMessages.list', 'unfurl', 'update'].map(
      (one) => `chat.${one}`,
    ),
    ...['history', 'info', 'invite', 'join', 'kick', 'leave', 'open', 'replies'].map((one) => `conversations.${one}`),
    ...['files.delete', 'files.list', 'reactions.add', 'reactions.get'],
  ],
  4: [
    ...['chat.postEphemeral', 'conversations.members', 'oauth.v2.access', 'users.info', 'users.profile.get'],
    ...['files.completeUploadExternal', 'files.getUploadURLExternal', 'files.info'],
    ...['views.open', 'views.publish', 'views.push', 'views.update'],
  ],
}

describe('paces', () => {
  test('every method has the tier that Slack gives it', () => {
    const played = Object.entries(METHODS).map(([name, { tier }]) => [name, String(tier)])
    const documented = Object.entries(tiers).flatMap(([tier, names]) => names.map((name) => [name, tier]))
    expect(Object.fromEntries(played)).toEqual(Object.fromEntries(documented))
  })

  const perMinute: readonly [Tier, number][] = [
    [1, 1],
    [2, 20],
    [3, 50],
    [4, 100],
    ['special', 600],
  ]
  test.each(perMinute)(
    'tier %s: %i calls come through in a burst, the next after the time that it is told',
    (tier, count) => {
      let now = 0
      const limits = new RateLimits({ now: () => now, commercial: false, on: true })
      const take = () => limits.take('method', tier, null)
      expect(Array.from({ length: count }, take).every((one) => one === null)).toBe(true)
      const wait = take()
      expect(wait).toBe(Math.ceil(60 / count))
      expect(limits.take('another method', tier, null)).toBeNull()
      now += (wait ?? 0) * 1_000
      expect(take()).toBeNull()
    },
  )

  test('three hundred posts a minute for the workspace, whatever the channels', () => {
    const limits = new RateLimits({ now: () => 0, commercial: false, on: true })
    const posts = Array.from({ length: 300 }, (_, index) => limits.take('chat.postMessage', 'post', `C${index}`))
    expect(posts.every((one) => one === null)).toBe(true)
    expect(limits.take('chat.postMessage', 'post', 'C300')).toBe(1)
  })

  test('history once a minute for what is sold outside the marketplace, and no other method so', () => {
    let now = 0
    const limits = new RateLimits({ now: () => now, commercial: true, on: true })
    const history = () => limits.take('conversations.history', 3, null)
    expect([history(), history(), limits.take('conversations.info', 3, null)]).toEqual([null, 60, null])
    now += 60_000
    expect(history()).toBeNull()
  })

  test('calls that are refused before they count do not count; those that fail afterwards do', async () => {
    await withClient(async (client, world) => {
      for (let i = 0; i < 25; i += 1) await errorOf(clientOf(world, 'xoxb-forged').users.list({}))
      for (let i = 0; i < 25; i += 1) await errorOf(client.apiCall('users.list', { limit: 'many' }))
      for (let i = 0; i < 20; i += 1) expect(await errorOf(client.users.list({ limit: 5_000 }))).toBe('invalid_limit')
      expect(await errorOf(client.users.list({}))).toBe('ratelimited')
    })
  })
})
