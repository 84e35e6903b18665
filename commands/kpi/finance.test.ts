import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cash } from '../../db/schema/facts-plans.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { mayDisclose } from '../../src/metrics/disclose.js'
import { catalogueWith } from '../../src/metrics/testing/acme.js'
import { addSource, addSubscriptions } from '../../src/metrics/testing/rows.js'
import { channel, type KpiDoor, kpiDoor, labelsOf, linesOf, messageOf } from '../../test/kpi-door.js'

/** The built-in metric restricts itself; what a company builds on it states no restriction of its own. */
const built = `
- name: burn_score
  label: Burn score
  owner: { department: sales }
  unit: ratio
  direction: up
  description: Net new ARR for each unit of cash burned.
  formula_text: 1 / burn multiple
  formula: { kind: derived, expression: 1 / burn_multiple }
- name: burn_score_twice
  label: Burn score twice
  owner: { department: sales }
  unit: ratio
  direction: up
  description: Built on what is built on it.
  formula_text: burn score x 2
  formula: { kind: derived, expression: burn_score * 2 }
`
const metrics = [
  ['burn multiple', 'burn_multiple', 'Burn multiple, last quarter: 1.5 '],
  ['burn score', 'burn_score', 'Burn score, last quarter: 0.67'],
  ['burn score twice', 'burn_score_twice', 'Burn score twice, last quarter: 1.33'],
] as const

let door: KpiDoor
let catalogue: Catalogue
beforeAll(async () => {
  door = await kpiDoor(async ({ db }) => {
    const billing = await addSource(db, 'subscriptions', { name: 'billing', label: 'Billing' })
    await addSubscriptions(db, billing, [
      { account: 'A', mrr: 100_00 },
      { account: 'B', mrr: 100_00, validFrom: '2026-05-04' },
    ])
    const bank = await addSource(db, 'cash', { name: 'bank', label: 'Bank' })
    const balance = (id: string, balanceOn: string, held: number) => {
      return { ...bank, id, bankAccount: 'Main', balanceOn, balance: held, currency: 'EUR' }
    }
    await db.insert(cash).values([balance('1', '2026-03-20', 9_000_00), balance('2', '2026-06-20', 7_200_00)])
    catalogue = catalogueWith(built)
    return catalogue
  })
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`truncate deliveries restart identity cascade`
})

describe.each(metrics)('%s, which finance keeps to itself', (words, name, told) => {
  it('is told to finance, so that there is something to keep', async () => {
    expect(linesOf(await door.say('omar', `${words} last quarter`))[0]).toContain(told)
  })

  it.each(['tom', 'maya', 'ioana', 'nadia'] as const)(
    'is refused to %s, who is in no finance department',
    async (who) => {
      const reply = await door.say(who, `${words} last quarter`)
      expect(linesOf(reply)).toEqual([expect.stringMatching(/ is shared with .*finance.* only\.$/)])
      expect(linesOf(reply).join()).not.toMatch(/\d/)
      expect(labelsOf(messageOf(reply))).toEqual(['Request access'])
    },
  )

  it('is refused in a channel with guests in the same words as anywhere', async () => {
    const alone = linesOf(await door.say('tom', `${words} last quarter`))
    expect(linesOf(await door.say('tom', `${words} last quarter`, channel('PARTNERS')))).toEqual(alone)
    await expect(door.say('gus', `${words} last quarter`, channel('PARTNERS'))).rejects.toThrow(Refusal)
    expect(await door.posted()).toEqual([])
  })

  it.each([
    ['GENERAL', 'which the whole company reads'],
    ['PARTNERS', 'in which there are guests'],
  ])('is not shared in #%s, %s, not even by finance', async (place) => {
    const at = channel(place)
    const answer = messageOf(await door.say('omar', `${words} last quarter`, at))
    await expect(door.press('omar', answer, 'Share here', at)).rejects.toMatchObject({ key: 'answers.not_shareable' })
    expect(await door.posted()).toEqual([])
    expect(await mayDisclose(door.database.db, catalogue, [`metric:${name}`], at)).toBe(false)
  })

  it('is shared where finance alone reads', async () => {
    const at = channel('FINANCE')
    await door.press('omar', messageOf(await door.say('omar', `${words} last quarter`, at)), 'Share here', at)
    expect((await door.posted()).map(({ to }) => to)).toEqual(['C0FINANCE'])
  })
})
