import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { salesBeat } from '../../test/digest.js'
import { acmeDatabase, acmeReady, thursday } from '../../test/e2e/acme.js'
import { rendered } from '../../test/rendered.js'
import { type Message, message } from '../chat/message.js'
import { place } from '../chat/place.js'
import { plainLines } from '../chat/plain.js'
import { withheld } from '../deliveries/withhold.js'
import { currentCatalogue } from '../metrics/current.js'
import { postDigest } from './compose.js'

beforeAll(acmeReady)

let database: Database
beforeAll(async () => {
  database = await acmeDatabase()
})
afterAll(async () => database.close())

const sections = [
  { metric: 'win_rate', period: 'last quarter' },
  { metric: 'won_revenue', period: 'last quarter' },
  { show: 'checklists' },
]

it('takes the line out whose permission was withdrawn since it was composed, and all else that tells of it, on both platforms', async () => {
  const { db, sql } = database
  const inside = context(db, { now: thursday })
  const catalogue = await currentCatalogue(db, thursday)
  const stored = await salesBeat(db, catalogue, { sections })
  await postDigest(inside, catalogue, stored, { key: 'once', slot: null, holdUntil: null })
  const [row] = await sql`select message, place from deliveries where key = 'digest:sales-beat:once:place:revenue'`
  const [whole, to] = [message.parse(row?.message), place.parse(row?.place)]
  const left = async (may: (message: Message) => boolean) => {
    const sent = await withheld(whole, to, async (one) => may(one))
    return sent ?? expect.fail('the digest is not sent')
  }
  expect(plainLines(whole).join(' ')).toMatch(/Won revenue/)

  const open = await left(({ discloses }) => !discloses.includes('metric:won_revenue'))
  // The small print on the sources is about all lines, so it goes with any of them.
  expect(plainLines(open)).toEqual([
    'Sales beat',
    expect.stringContaining('Win rate'),
    expect.stringContaining('Quarter close: '),
  ])
  for (const sent of rendered(open)) expect(sent).not.toMatch(/won.revenue/i)

  const closed = await left(() => false)
  expect(plainLines(closed)).toEqual(['Sales beat', expect.stringContaining('Quarter close: ')])
})
