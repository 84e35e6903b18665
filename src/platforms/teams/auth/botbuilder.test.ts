import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { APP, LocalTeams } from '../../../../test/local-teams.js'
import { activityOf } from '../../../../test/teams.js'
import { cloudAdapter } from './botbuilder.js'
import { Tokens } from './tokens.js'

let teams: LocalTeams
beforeEach(async () => {
  teams = await LocalTeams.start()
  // botbuilder writes every refusal to the console.
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(async () => {
  vi.restoreAllMocks()
  await teams.stop()
})

/** What botbuilder's own check answers when a request gets past the lock before it. */
async function statusBehindTheLock(authorization: string | undefined): Promise<{ status: number; turns: number }> {
  const app = { id: APP, secret: 's', type: { kind: 'MultiTenant' } } as const
  const tokens = new Tokens(app, teams.endpoints, () => Temporal.Now.instant())
  let status = 0
  let turns = 0
  const response = {
    socket: null,
    status: (code: number) => {
      status = code
    },
    header: () => {},
    send: () => {},
    end: () => {},
  }
  const request = { method: 'POST', headers: { authorization }, body: activityOf(teams) }
  await cloudAdapter(app, teams.endpoints, tokens).process(request, response, async () => {
    turns += 1
  })
  return { status, turns }
}

test('botbuilder checks every request again: it is never told to do without', async () => {
  expect(await statusBehindTheLock(`Bearer ${await teams.token()}`)).toEqual({ status: 200, turns: 1 })
  const refused = { status: 401, turns: 0 }
  expect(await statusBehindTheLock(undefined)).toEqual(refused)
  expect(await statusBehindTheLock(`Bearer ${await teams.token({ aud: 'another' })}`)).toEqual(refused)
  expect(await statusBehindTheLock(`Bearer ${await teams.token({ serviceurl: 'https://other.example' })}`)).toEqual(
    refused,
  )
})
