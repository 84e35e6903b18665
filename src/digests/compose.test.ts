import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { salesBeat } from '../../test/digest.js'
import { acmeDatabase, acmeReady, thursday } from '../../test/e2e/acme.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { linkAccounts, personByEmail, savePlaces } from '../company/store.js'
import { noteTrouble } from '../company/trouble-store.js'
import { withheld } from '../deliveries/withhold.js'
import { applyMetrics } from '../metrics/apply.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { currentCatalogue } from '../metrics/current.js'
import { type Occasion, postDigest } from './compose.js'

beforeAll(acmeReady)

let database: Database
let catalogue: Catalogue
beforeAll(async () => {
  database = await acmeDatabase()
  const freshness = { warn_after: '1d', fail_after: '2d' }
  await applyMetrics(context(database.db, { now: thursday }), [{ name: 'win_rate', freshness }])
  catalogue = await currentCatalogue(database.db, thursday)
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate deliveries, digest_posts, place_troubles restart identity cascade`
})

/** Far enough from the day of the import that every number is older than its definition allows. */
const later = Temporal.Instant.from('2026-12-14T08:00:00Z')
const winRate = { metric: 'win_rate', period: 'last quarter', by: 'region' }

const stored = (change: object) => salesBeat(database.db, catalogue, { sections: [winRate], ...change })

let occasions = 0
const occasion = (change: Partial<Occasion> = {}): Occasion => ({
  key: `test:${++occasions}`,
  slot: null,
  holdUntil: null,
  ...change,
})
const post = async (change: object, now = thursday, of: Partial<Occasion> = {}) =>
  postDigest(context(database.db, { now }), catalogue, await stored(change), occasion(of))
const lines = async () => {
  const rows = await database.sql<
    { message: unknown }[]
  >`select message from deliveries where under is null order by id`
  return rows.map((row) => plainLines(message.parse(row.message)))
}

describe('numbers that are older than their definition allows', () => {
  it('say so beside them', async () => {
    await post({}, later)
    expect((await lines())[0]?.[1]).toContain('Old: read ')
  })

  it('are waited for where the digest says so, and posted with that said when the wait is over', async () => {
    const sections = [{ ...winRate, stale: 'hold' }]
    expect(await post({ sections }, later, { holdUntil: later.add({ hours: 2 }) })).toEqual({ kind: 'held' })
    expect(await lines()).toEqual([])
    expect(await post({ sections }, later, { holdUntil: later })).toMatchObject({ kind: 'posted', deliveries: 1 })
    expect((await lines())[0]?.[1]).toContain('Old: read ')
  })

  it('are left out where the digest says so', async () => {
    await post({ sections: [{ ...winRate, stale: 'skip' }, { show: 'checklists' }] }, later)
    const [said = []] = await lines()
    expect(said.join(' ')).not.toContain('Win rate')
    expect(said[1]).toContain('Quarter close: ')
  })
})

describe('what other capabilities have to say', () => {
  it('stands in the order of the sections, and a section without anything vanishes', async () => {
    await post({ sections: [{ show: 'checklists' }, { show: 'blockers' }, { show: 'handoffs' }, winRate] })
    const [said = []] = await lines()
    expect(said[1]).toMatch(/^Quarter close: \d+ of \d+ done/)
    expect(said.findIndex((line) => line.startsWith('Win rate'))).toBeGreaterThan(0)
    expect(said.join(' ')).not.toMatch(/Blockers|Handoffs/)
  })
})

describe('destinations', () => {
  it('may be meant for fewer than read there: only lines that all of these may see are posted', async () => {
    await post({
      destinations: [{ place: 'revenue', audience: 'company' }],
      sections: [winRate, { metric: 'arr', period: 'this month' }],
    })
    await post({ sections: [winRate, { metric: 'arr', period: 'this month' }] })
    const [narrow = [], whole = []] = await lines()
    expect(narrow.length).toBeLessThanOrEqual(whole.length)
  })

  it('that cannot be posted to are left out and written down; without any left, nothing is posted', async () => {
    const { sql } = database
    const [place] = await sql`select platform, workspace, channel from places where name = 'revenue'`
    const at = { platform: 'slack', workspace: place?.workspace, channel: place?.channel } as const
    await noteTrouble(database.db, at, 'archived', thursday)
    expect(await post({ destinations: [{ place: 'revenue' }, { place: 'sales' }] })).toMatchObject({ deliveries: 1 })
    expect(await post({})).toMatchObject({ kind: 'nowhere' })
    const rows = await sql`select left_out from digest_posts order by id`
    expect(rows.map((row) => row.left_out)).toEqual(
      Array.from({ length: 2 }, () => [{ to: 'place:revenue', reason: 'archived' }]),
    )
  })

  it('by the thousand get one message that was composed once', async () => {
    const channels = Array.from({ length: 1000 }, (_, index) => `many-${index}`)
    await savePlaces(
      database.db,
      channels.map((name) => ({
        name,
        place: { platform: 'slack', workspace: 'T0ACME', kind: 'channel', channel: name, thread: null },
        audience: { outsiders: false, readers: { kind: 'departments', departments: ['sales'] } },
        locale: null,
        zone: null,
      })),
    )
    const many = { destinations: channels.map((place) => ({ place })) }
    expect(await post(many)).toMatchObject({ kind: 'posted', deliveries: 1000 })
    const [row] = await database.sql`
      select count(*)::int as count, count(distinct message::text)::int as messages, count(distinct channel)::int as channels
      from deliveries where place->>'kind' = 'channel' and under is null`
    expect(row).toEqual({ count: 1000, messages: 1, channels: 1000 })
  })
})

describe('the details of a digest', () => {
  beforeAll(async () => {
    const omar = (await personByEmail(database.db, 'omar@acme.example')) ?? expect.fail('the sample has no Omar')
    const account = { platform: 'slack', workspace: 'T0ACME', user: 'U0OMAR' } as const
    await linkAccounts(database.db, [{ person: omar.id, account }])
  })

  const revenue = {
    platform: 'slack',
    workspace: 'T0ACME',
    kind: 'channel',
    channel: 'C0REVENUE',
    thread: null,
  } as const
  const cash = { metric: 'cash_balance', period: 'last month', by: 'bank_account' }
  const below = async () => {
    const rows = await database.sql<{ message: unknown; state: string }[]>`
      select message, state from deliveries where under is not null order by id`
    return rows.map((row) => ({ ...row, message: message.parse(row.message) }))
  }
  const buttons = async () => {
    const rows = await database.sql<
      { message: unknown }[]
    >`select message from deliveries where about like 'digest_post:%' and under is null order by id`
    return rows.map((row) =>
      message.parse(row.message).blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : [])),
    )
  }

  it('wait for their message in the channel, to stand in its thread; a person, who has no thread, has a button', async () => {
    await post({ destinations: [{ place: 'revenue' }, { person: 'omar@acme.example' }], sections: [winRate] })
    const details = await below()
    expect(details).toHaveLength(1)
    expect(details[0]?.state).toBe('bound')
    expect(plainLines(details[0]?.message ?? expect.fail('no details')).join(' ')).toMatch(/by region.*Americas/)
    const [channel = [], person = []] = await buttons()
    expect(channel.map(({ label }) => label)).not.toContain('Details')
    expect(person.map(({ label }) => label)).toContain('Details')
  })

  it('are neither posted nor offered where no line is broken down', async () => {
    const sections = [{ metric: 'win_rate', period: 'last quarter' }]
    await post({ destinations: [{ place: 'revenue' }, { person: 'omar@acme.example' }], sections })
    expect(await below()).toEqual([])
    expect((await buttons()).flat().map(({ label }) => label)).not.toContain('Details')
  })

  it('tell nothing that those who read the channel may not see', async () => {
    await post({ sections: [winRate, cash] })
    const [details] = await below()
    expect(details?.message.discloses).toEqual(['metric:win_rate'])
    expect(JSON.stringify(details?.message)).not.toMatch(/cash/i)
  })

  it('lose the tables of a metric that their readers may not see any more when they are sent, and keep the others', async () => {
    await post({ sections: [winRate, { metric: 'deals_lost', period: 'last quarter', by: 'reason' }] })
    const [details] = await below()
    const whole = details?.message ?? expect.fail('no details')
    expect(JSON.stringify(whole)).toMatch(/Deals lost/)
    const left = await withheld(whole, revenue, async ({ discloses }) => !discloses.includes('metric:deals_lost'))
    expect(JSON.stringify(left)).toMatch(/Win rate by region/)
    expect(JSON.stringify(left)).not.toMatch(/deals.lost/i)
  })

  it('keep the tables of one metric where another, of which there is nothing, may not be seen any more', async () => {
    const empty = { metric: 'deals_lost', period: '2019', by: 'reason' }
    await post({ sections: [winRate, empty] })
    const whole = (await below())[0]?.message ?? expect.fail('no details')
    expect(whole.discloses).toContain('metric:deals_lost')
    const left = await withheld(whole, revenue, async ({ discloses }) => !discloses.includes('metric:deals_lost'))
    expect(left?.discloses).toEqual(['metric:win_rate'])
    expect(JSON.stringify(left)).toMatch(/Win rate by region/)
    await database.sql`truncate deliveries cascade`
    await post({ sections: [empty] })
    expect(await below()).toEqual([])
  })

  it('are drawn once for all channels that read the same', async () => {
    await post({ destinations: [{ place: 'revenue' }, { place: 'finance' }, { place: 'sales' }] })
    const [row] = await database.sql`
      select count(*)::int as count, count(distinct message::text)::int as messages from deliveries where under is not null`
    expect(row).toEqual({ count: 3, messages: 1 })
  })
})
