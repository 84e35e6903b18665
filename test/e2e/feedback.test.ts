import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house } from './house.js'
import { wordsOf } from './ledger.js'

const secret = 'The forecast is made up, and everybody knows it'

let acme: House
beforeAll(async () => {
  acme = await house({ schedules: ['feedback_pool'] })
})
afterAll(() => acme.stop())

/** The tables in which a word stands. */
async function tablesWith(word: string): Promise<readonly string[]> {
  const { sql } = acme.database
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await sql`select 1 from ${sql(name)} r where strpos(to_jsonb(r)::text, ${word}) > 0 limit 1`
    if (rows.length > 0) found.push(name)
  }
  return found
}
const pool = async (): Promise<unknown> => (await acme.database.sql`select sealed from feedback_pool`)[0]?.sealed

for (const [platform, person, said] of [
  ['slack', 'lena', `${secret} in sales.`],
  ['teams', 'parisa', `${secret} in finance.`],
] as const) {
  test(`a form without a name that takes long in ${platform} is put aside nowhere, and its words come out all the same`, async () => {
    const writer = acme.as(person, platform)
    const words = platform === 'slack' ? '/feedback anonymously' : 'feedback anonymously'
    if (platform === 'slack') await writer.command({ channel: 'direct', text: words })
    else await writer.message({ channel: 'direct', text: words })
    const offer = await writer.waitForPost({ channel: 'direct', text: 'Without your name: only in the form' })
    await writer.press({ channel: 'direct', post: offer.id, button: 'Without my name' })
    await writer.waitForDialog()
    const before = await pool()
    const holding = await acme.database.sql.reserve()
    await holding`begin`
    await holding`lock table feedback_pool in exclusive mode`
    // Longer than the platform waits: other forms lie in the inbox by then.
    await writer.submit({ values: { 'For which department?': 'Sales', 'What do you want to say?': said } })
    const kept = await acme.database.sql`select 1 from inbox where incoming::text like '%feedback.give_unnamed%'`
    expect(kept).toHaveLength(0)
    await holding`commit`
    holding.release()
    await expect.poll(pool, { timeout: 30_000 }).not.toBe(before)
    expect(await tablesWith(secret)).toEqual([])
  })
}

test('what came without a name from both platforms is told together, and of neither is told whose it is', async () => {
  await acme.clock('2026-11-20T05:15:00Z')
  const maya = acme.as('maya', 'slack')
  const cards = [
    wordsOf(await maya.waitForPost({ channel: '#sales', text: 'in sales.' })),
    wordsOf(await maya.waitForPost({ channel: '#sales', text: 'in finance.' })),
  ]
  for (const card of cards) {
    expect(card).toMatch(/From:? +Without a name, 20 Nov 2026/)
    expect(card).not.toMatch(/Lena|Parisa/)
  }
  expect((await tablesWith(secret)).toSorted()).toEqual(['deliveries', 'feedback_items'])
})
