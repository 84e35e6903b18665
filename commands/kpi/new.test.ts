import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { Refusal } from '../../src/locales/refusal.js'
import { currentCatalogue } from '../../src/metrics/current.js'
import { type LiveCatalogue, liveCatalogue } from '../../src/metrics/live.js'
import { now } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource, decided } from '../../src/metrics/testing/rows.js'
import { type KpiDoor, kpiDoor, labelsOf, linesOf, messageOf, type Who } from '../../test/kpi-door.js'

let door: KpiDoor
let catalogue: LiveCatalogue
beforeAll(async () => {
  door = await kpiDoor(async ({ db }) => {
    const crm = await addSource(db, 'opportunities')
    await addDeals(db, crm, [
      ...decided('won', '2026-07-20', 6, { region: 'EMEA', amount: 100_00 }),
      ...decided('won', '2026-07-20', 2, { region: 'APAC', amount: 50_00 }),
    ])
    catalogue = await liveCatalogue(() => currentCatalogue(db, now))
    return catalogue
  })
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`truncate deliveries, own_metrics, metric_changes, metric_approvals restart identity cascade`
  await catalogue.renew()
})

/** Fills in both forms. @returns the result before it is saved, or a form with errors */
async function define(who: Who, outline: Values, fields: Values): Promise<Reply> {
  const first = await door.say(who, 'new')
  const second = await door.submit(who, first, outline)
  return second.kind === 'form' && Object.keys(second.form.errors).length === 0
    ? door.submit(who, second, fields)
    : second
}

const counted = { label: 'EMEA wins', kind: 'count', fact: 'opportunities', department: 'sales' }
const emea = { date: 'closed_on', where: 'region', values: 'EMEA' }
const save = async (who: Who, shown: Reply) => door.press(who, messageOf(shown), 'Save')
const asked = async (to: string) => {
  const found = (await door.posted()).findLast((one) => one.to === to)
  if (!found) throw new Error(`nothing for ${to}`)
  return found.message
}

describe('/kpi new', () => {
  it('shows the live result before it is saved, and is a metric like any other afterwards', async () => {
    const shown = await define('maya', counted, emea)
    expect(linesOf(shown)[0]).toBe('EMEA wins, this quarter: 6 so far.')
    expect(catalogue.find('EMEA wins')).toBeNull()
    expect(linesOf(await save('maya', shown))[0]).toMatch(/^Saved: EMEA wins, version 1\./)
    await catalogue.renew()
    expect(linesOf(await door.say('tom', 'emea wins this quarter'))[0]).toBe('EMEA wins, this quarter: 6 so far.')
  })

  it.each([
    ['a sum', { kind: 'sum' }, { ...emea, field: 'amount' }, 'Sum, this quarter: €600.00 so far.'],
    ['a share', { kind: 'share' }, emea, 'Share, this quarter: 75% so far (6 of 8).'],
    [
      'the time between two days',
      { kind: 'time' },
      { from: 'created_on', until: 'closed_on' },
      'Time, this quarter: 196 days so far.',
    ],
  ])('counts %s', async (_, outline, fields, expected) => {
    const label = expected.split(',')[0] ?? ''
    expect(linesOf(await define('maya', { ...counted, ...outline, label }, fields))[0]).toBe(expected)
  })

  it('keeps what was typed where a name is taken or something is missing', async () => {
    const taken = await define('maya', { ...counted, label: 'win-rate' }, emea)
    expect(taken).toMatchObject({
      kind: 'form',
      form: { draft: { label: 'win-rate' }, errors: { label: expect.any(String) } },
    })
    const half = await define('maya', counted, { ...emea, values: null })
    expect(half).toMatchObject({
      kind: 'form',
      form: { draft: { where: 'region' }, errors: { values: expect.any(String) } },
    })
  })

  it('of somebody who leads nothing holds when RevOps agrees', async () => {
    const said = await save('tom', await define('tom', counted, emea))
    expect(linesOf(said)).toEqual(['Proposed: EMEA wins. It holds when Nadia Petrova agree.'])
    const wanted = await asked('U-nadia')
    expect(labelsOf(wanted)).toEqual(['Agree', 'Decline'])
    await expect(door.press('omar', wanted, 'Agree')).rejects.toThrow(Refusal)
    await door.press('nadia', wanted, 'Agree')
    expect((await door.posted()).at(-1)).toMatchObject({
      to: 'U-tom',
      lines: ['EMEA wins holds from now on, as version 1.'],
    })
    await catalogue.renew()
    expect(catalogue.find('EMEA wins')).not.toBeNull()
  })
})

describe('changing a metric that is in use', () => {
  const apac = { ...emea, values: 'APAC' }
  beforeEach(async () => {
    await save('maya', await define('maya', counted, emea))
    await catalogue.renew()
  })

  it('is a new version when RevOps and the leaders of those who use it have agreed', async () => {
    const before = catalogue.get('emea_wins')?.version ?? 0
    await save('tom', await define('tom', counted, apac))
    await door.press('nadia', await asked('U-nadia'), 'Agree')
    await catalogue.renew()
    expect(catalogue.get('emea_wins')?.version).toBe(before)
    await door.press('maya', await asked('U-maya'), 'Agree')
    await catalogue.renew()
    expect(catalogue.get('emea_wins')?.version).toBe(before + 1)
    expect(linesOf(await door.say('tom', 'emea wins this quarter'))[0]).toBe('EMEA wins, this quarter: 2 so far.')
    const about = linesOf(await door.say('tom', 'about emea wins'))
    expect(about).toContain('Defined by: Tom Reyes')
    expect(about).toContain('Agreed by: Nadia Petrova and Maya Okafor')
  })

  it('leaves it as it was when one of them declines', async () => {
    await save('tom', await define('tom', counted, apac))
    const wanted = await asked('U-maya')
    await door.press('maya', wanted, 'Decline')
    expect((await door.posted()).at(-1)?.lines).toEqual([
      'Maya Okafor does not agree to EMEA wins. It stays as it was.',
    ])
    await expect(door.press('nadia', await asked('U-nadia'), 'Agree')).rejects.toThrow(Refusal)
    await catalogue.renew()
    expect(linesOf(await door.say('tom', 'emea wins this quarter'))[0]).toBe('EMEA wins, this quarter: 6 so far.')
  })
})
