import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import type { Profile } from '../chat/platform.js'
import { applyCompany } from './apply.js'
import { askerOf } from './asker.js'
import { directPlace } from './direct.js'
import { type CompanyFile, companyFile } from './file.js'
import { type Comings, introduce } from './introduce.js'
import { departmentsOf, linkAccounts, personByEmail, placesOf } from './store.js'

const file = (change: Partial<Record<keyof CompanyFile, unknown>> = {}): CompanyFile =>
  companyFile.parse({
    company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR', week_starts: 'monday' },
    departments: [{ key: 'sales', label: 'Sales', leader: 'Maya@acme.example' }],
    people: [
      { name: 'Maya', email: 'maya@acme.example', department: 'sales', role: 'leader', zone: 'America/New_York' },
    ],
    places: [
      {
        name: 'revenue',
        platform: 'slack',
        workspace: 'T0ACME',
        channel: 'C0REVENUE',
        audience: { departments: ['sales'] },
      },
    ],
    ...change,
  })

const slackMaya = { platform: 'slack', workspace: 'T0ACME', user: 'U0MAYA' } as const
const teamsMaya = { platform: 'teams', workspace: 'tenant', user: 'aad-maya' } as const
const profile = (account: Profile['account'], email: string | null, active = true): Profile => ({
  account,
  name: 'Somebody',
  email,
  zone: null,
  locale: null,
  guest: false,
  awayUntil: null,
  active,
})
async function* directory(...profiles: Profile[]): AsyncIterable<Profile> {
  yield* profiles
}

let database: Database
/** What was said of people who left or came back. */
const comings: Comings[] = []
const meet = (...profiles: Profile[]) =>
  introduce(database.db, directory(...profiles), Temporal.Instant.from('2026-11-19T08:00:00Z'), async (_db, one) => {
    comings.push(one)
  })
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate companies, departments, people, places, holidays restart identity cascade`
})

describe('the company as its file says it', () => {
  it('is the same however often the file is applied, and changes with it', async () => {
    await applyCompany(database.db, file())
    await applyCompany(database.db, file())
    await applyCompany(database.db, file({ departments: [{ key: 'sales', label: 'Revenue' }] }))
    expect((await departmentsOf(database.db)).map(({ key, label }) => [key, label])).toEqual([['sales', 'Revenue']])
    expect(await placesOf(database.db)).toHaveLength(1)
    expect((await personByEmail(database.db, 'MAYA@acme.example'))?.zone).toBe('America/New_York')
  })

  it('names its leaders, whatever the case of their address', async () => {
    await applyCompany(database.db, file())
    const maya = await personByEmail(database.db, 'maya@acme.example')
    expect((await departmentsOf(database.db))[0]?.leader).toBe(maya?.id)
  })

  it.each([
    [
      {
        people: [{ name: 'Tom', email: 'tom@acme.example', department: 'sails' }],
        departments: [{ key: 'sales', label: 'Sales' }],
      },
      'people[0].department: "sails" is no department; known are sales',
    ],
    [
      { departments: [{ key: 'sales', label: 'Sales', leader: 'who@acme.example' }] },
      'departments[0].leader: "who@acme.example" is not among the people',
    ],
  ])('is refused with the path and the cure: %#', async (change, words) => {
    await expect(applyCompany(database.db, file(change))).rejects.toThrow(words)
  })
})

describe('somebody who asks', () => {
  it('is one person on both platforms, matched by e-mail', async () => {
    await applyCompany(database.db, file())
    const found = await meet(
      profile(slackMaya, 'Maya@Acme.example'),
      profile(teamsMaya, 'maya@acme.example'),
      profile({ ...slackMaya, user: 'U0BOT' }, null),
    )
    expect(found).toEqual({ matched: 2, strangers: ['Somebody'] })
    const [onSlack, onTeams] = [await askerOf(database.db, slackMaya), await askerOf(database.db, teamsMaya)]
    expect(onSlack?.person?.id).toBe(onTeams?.person?.id)
    expect(onSlack?.person?.accounts).toEqual([slackMaya, teamsMaya])
    expect(onSlack?.company.name).toBe('Acme Cloud')
  })

  it('is nobody while unknown, and again after leaving', async () => {
    expect(await askerOf(database.db, slackMaya)).toBeNull()
    await applyCompany(database.db, file())
    expect((await askerOf(database.db, slackMaya))?.person).toBeNull()
    await meet(profile(slackMaya, 'maya@acme.example'))
    await database.sql`update people set active = false`
    expect((await askerOf(database.db, slackMaya))?.person).toBeNull()
  })

  it('is away as their statuses say, the longest of them, until they are taken back', async () => {
    await applyCompany(database.db, file())
    const elsewhere = { ...slackMaya, workspace: 'T0OTHER' }
    const read = async (here: Profile['awayUntil'], there: Profile['awayUntil'] = null) => {
      const maya = profile(slackMaya, 'maya@acme.example')
      const both = [maya, { ...maya, account: elsewhere }].map((one, at) => ({ ...one, awayUntil: at ? there : here }))
      await meet(...both)
      return String((await personByEmail(database.db, 'maya@acme.example'))?.away)
    }
    const [tonight, friday] = ['2026-11-19T18:00:00Z', '2026-11-20T08:00:00Z'].map((one) => Temporal.Instant.from(one))
    expect(await read(tonight ?? null)).toBe('2026-11-19T18:00:00Z')
    expect(await read(friday ?? null, tonight)).toBe('2026-11-20T08:00:00Z')
    expect(await read('open', friday)).toBe('open')
    // Who writes to the bot meanwhile is known by the same account: that says nothing of their status.
    const maya = await personByEmail(database.db, 'maya@acme.example')
    await linkAccounts(database.db, [{ account: slackMaya, person: maya?.id ?? 0 }])
    expect((await personByEmail(database.db, 'maya@acme.example'))?.away).toBe('open')
    expect(await read(null)).toBe('undefined')
  })

  it('is gone while their account is deactivated and back when it is let in again, each said once', async () => {
    await applyCompany(database.db, file())
    const maya = (active: boolean) => profile(slackMaya, active ? 'maya@acme.example' : null, active)
    comings.splice(0)
    for (const active of [true, true, false, false, true, true]) await meet(maya(active))
    const id = (await personByEmail(database.db, 'maya@acme.example'))?.id
    expect(comings).toEqual([
      { gone: [id], back: [] },
      { gone: [], back: [id] },
    ])
    await meet(maya(false), profile(teamsMaya, 'maya@acme.example'))
    expect((await personByEmail(database.db, 'maya@acme.example'))?.accounts).toEqual([teamsMaya])
    expect((await askerOf(database.db, slackMaya))?.person).toBeNull()
  })

  it('is what was said of their account last', async () => {
    await applyCompany(database.db, file())
    const [here, gone] = [profile(slackMaya, 'maya@acme.example'), profile(slackMaya, null, false)]
    comings.splice(0)
    expect((await meet(here, gone, here)).matched).toBe(1)
    expect((await askerOf(database.db, slackMaya))?.person?.email).toBe('maya@acme.example')
    expect((await meet(here, gone)).matched).toBe(0)
    expect((await askerOf(database.db, slackMaya))?.person).toBeNull()
    expect(comings.map((one) => [one.gone.length, one.back.length])).toEqual([[1, 0]])
  })

  it('is told apart from everybody who asks at the same moment', async () => {
    await applyCompany(database.db, file())
    await meet(profile(slackMaya, 'maya@acme.example'))
    const stranger = { ...slackMaya, user: 'U0NOBODY' }
    const elsewhere = { ...slackMaya, workspace: 'T0OTHER' }
    const asked = [slackMaya, stranger, elsewhere, slackMaya].map((account) => askerOf(database.db, account))
    const names = (await Promise.all(asked)).map((asker) => asker?.person?.email)
    expect(names).toEqual(['maya@acme.example', undefined, undefined, 'maya@acme.example'])
  })

  it('is looked up anew each time, so that rights that end end at once', async () => {
    await applyCompany(database.db, file())
    await meet(profile(slackMaya, 'maya@acme.example'))
    const before = askerOf(database.db, slackMaya)
    expect((await before)?.person?.outsider).toBe(false)
    await database.sql`update people set outsider = true`
    expect((await askerOf(database.db, slackMaya))?.person?.outsider).toBe(true)
  })

  it('is written to where they are, on the preferred platform if they are there', async () => {
    await applyCompany(database.db, file())
    await meet(profile(slackMaya, 'maya@acme.example'), profile(teamsMaya, 'maya@acme.example'))
    const maya = await personByEmail(database.db, 'maya@acme.example')
    expect(maya && directPlace(maya, 'teams')?.channel).toBe('aad-maya')
    expect(maya && directPlace({ ...maya, accounts: [] })).toBeNull()
  })
})
