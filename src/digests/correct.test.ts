import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { salesBeat } from '../../test/digest.js'
import { acmeDatabase, acmeReady, thursday } from '../../test/e2e/acme.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { personByEmail } from '../company/store.js'
import { currentCatalogue } from '../metrics/current.js'
import { postDigest } from './compose.js'
import { correctDigest } from './correct.js'

beforeAll(acmeReady)

let database: Database
beforeAll(async () => {
  database = await acmeDatabase()
})
afterAll(async () => database.close())

const plain = { metric: 'win_rate', period: 'last quarter' }
const brokenDown = { ...plain, by: 'region' }

it('puts details into the thread once, and redraws them at the next correction, whichever message put them there', async () => {
  const { db, sql } = database
  const by = (await personByEmail(db, 'nadia@acme.example')) ?? expect.fail('Nadia is not there')
  const catalogue = await currentCatalogue(db, thursday)
  const written = (section: typeof plain) => salesBeat(db, catalogue, { sections: [section] })
  const correct = async (cause: string, section: typeof plain) =>
    correctDigest({ ...context(db, { now: thursday, cause }), by }, catalogue, await written(section), 'it was wrong')
  /** Everything is posted, and has the id of its row. */
  const deliver = () => sql`
    update deliveries set state = 'sent', sent = coalesce(edits, jsonb_build_object('place', place, 'id', id::text)) where state <> 'sent'`

  const inside = context(db, { now: thursday })
  await postDigest(inside, catalogue, await written(plain), { key: 'once', slot: null, holdUntil: null })
  await deliver()
  expect(await correct('first', brokenDown)).toBe(1)
  await expect(correct('meanwhile', brokenDown)).rejects.toThrow('digests.still_sending')
  await deliver()
  expect(await correct('second', brokenDown)).toBe(1)
  await deliver()
  expect(await correct('third', plain)).toBe(1)
  await deliver()

  const rows = await sql<{ key: string; at: string; message: unknown }[]>`
    select key, sent->>'id' as at, message from deliveries where about like 'digest_post:%' and key like '%:details' order by id`
  expect(rows.map(({ key }) => key.replace(/.*correct:(\w+).*/, '$1'))).toEqual(['first', 'second', 'third'])
  expect(new Set(rows.map(({ at }) => at)).size).toBe(1)
  const [first = '', second = '', third = ''] = rows.map((one) => plainLines(message.parse(one.message)).join(' '))
  expect([first, second]).toEqual([expect.stringContaining('Americas'), expect.stringContaining('Americas')])
  expect(third).toContain('Corrected')
  expect(third).not.toContain('Americas')
})
