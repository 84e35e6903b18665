import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flatten } from '../../src/chat/text.js'
import { addDeliveries } from '../../src/deliveries/add.js'
import { Refusal } from '../../src/locales/refusal.js'
import { textsFor } from '../../src/locales/texts.js'
import type { Answer } from '../../src/metrics/answer.js'
import { applyMetrics } from '../../src/metrics/apply.js'
import { currentCatalogue } from '../../src/metrics/current.js'
import { disagreements } from '../../src/metrics/disagreement.js'
import { disagreementBlocks, disagreementText } from '../../src/metrics/disagreement-card.js'
import { type LiveCatalogue, liveCatalogue } from '../../src/metrics/live.js'
import { recordPosted, restatements } from '../../src/metrics/posted.js'
import { replyCorrections, restatementNotes } from '../../src/metrics/restate.js'
import { acme, asking, now } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource, addSubscriptions, decided } from '../../src/metrics/testing/rows.js'
import { context } from '../../test/context.js'
import { channel, type KpiDoor, kpiDoor, labelsOf, linesOf, messageOf } from '../../test/kpi-door.js'

const declared = {
  name: 'arr',
  sources: { use: 'billing', beside: ['contracts'], tolerance: 0.005, decides: 'omar@acme.example' },
}

let door: KpiDoor
let catalogue: LiveCatalogue
let crm: { source: number; import: number }
beforeAll(async () => {
  door = await kpiDoor(async ({ db, sql }) => {
    const billing = await addSource(db, 'subscriptions', { name: 'billing', label: 'Acme Billing' })
    const contracts = await addSource(db, 'subscriptions', { name: 'contracts', label: 'Acme Contracts' })
    await sql`update sources set owner = case name when 'billing' then 'omar@acme.example' else 'maya@acme.example' end`
    const both = Array.from({ length: 10 }, (_, n) => ({ account: `Customer ${n}`, mrr: 50_000_00 }))
    const signed = ['Delta', 'Echo', 'Foxtrot'].map((account) => ({ account, mrr: 3_000_00 }))
    await addSubscriptions(db, billing, both)
    await addSubscriptions(db, contracts, [...both, ...signed])
    crm = await addSource(db, 'opportunities', { readAt: '2026-08-13T06:00:00Z' })
    await addDeals(db, crm, [...decided('won', '2026-07-20', 18), ...decided('lost', '2026-07-21', 57)])
    catalogue = await liveCatalogue(() => currentCatalogue(db, now))
    return catalogue
  })
})
afterAll(() => door[Symbol.asyncDispose]())
const asks = () => ({ db: door.database.db, now, company: acme })
const t = textsFor('en', acme.zone)

beforeEach(async () => {
  const { sql, db } = door.database
  await sql`truncate deliveries, own_metrics, posted_numbers, restated_numbers, settlements restart identity cascade`
  await applyMetrics(context(db, { now }), [declared])
  await catalogue.renew()
})

/** Posts numbers into a channel as a digest would. @returns the delivery's key */
async function post(key: string, answers: readonly Answer[], name = 'FINANCE'): Promise<string> {
  const { db, sql } = door.database
  const to = channel(name)
  const message = { blocks: [], discloses: [] }
  const about = 'digest:weekly' as const
  await addDeliveries(context(db, { now }), [{ key, about, to, message, edits: null, slot: null, urgent: false }])
  await recordPosted(context(db, { now }), [{ delivery: key, to, answers }])
  await sql`update deliveries set state = 'sent', sent = ${JSON.stringify({ place: to, id: `${key}.1` })}::jsonb where key = ${key}`
  return key
}

describe('/kpi sources', () => {
  it('shows each source’s number side by side, and what differs between them', async () => {
    const lines = linesOf(await door.say('maya', 'sources arr'))
    expect(lines[0]).toMatch(/^ARR, .*: by source$/)
    expect(lines.slice(2, 4).map((line) => line.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^Acme Billing \(counts\) €6M 10 subscriptions/),
      expect.stringMatching(/^Acme Contracts €6\.11M 13 subscriptions/),
    ])
    expect(lines).toContain('3 are only in Acme Contracts: €108K.')
    expect(lines.join('\n')).toMatch(/Delta +– +€36K/)
  })

  it('offers to settle it to who decides, and to nobody else', async () => {
    expect(labelsOf(messageOf(await door.say('maya', 'sources arr')))).toEqual([])
    const ways = labelsOf(messageOf(await door.say('omar', 'sources arr')))
    expect(ways).toEqual(['Use finance’s', 'Use sales’', 'Keep both'])
  })

  it('says of a number with one source that nothing is compared', async () => {
    expect(linesOf(await door.say('maya', 'sources win rate')).at(-1)).toBe(
      'Win rate comes from CRM export; no two of them state the same thing.',
    )
  })
})

describe('a disagreement', () => {
  it('is known with its gap, its rows and who decides, until it is settled', async () => {
    const [found, ...more] = await disagreements(asks(), catalogue.metrics)
    expect(more).toEqual([])
    expect(found && flatten(disagreementText(found, t))).toBe(
      'ARR: sales says €6.11M, finance €6M. Omar Haddad decides.',
    )
    expect(found?.differing.map(({ key }) => key)).toEqual(['Delta', 'Echo', 'Foxtrot'])
    expect(found && disagreementBlocks([found], t).at(-1)).toMatchObject({ buttons: [{ label: 'Why? ARR' }] })
  })

  it('within its tolerance is none', async () => {
    const close = { ...declared, sources: { ...declared.sources, tolerance: 0.05 } }
    await applyMetrics(context(door.database.db, { now }), [close])
    await catalogue.renew()
    expect(await disagreements(asks(), catalogue.metrics)).toEqual([])
  })

  it('is settled by keeping both under two names, with the reason, in the threads where the number stood', async () => {
    await post('digest:1', [await asking(door.database.db, catalogue, 'arr', 'today')])
    const form = await door.press('omar', messageOf(await door.say('omar', 'sources arr')), 'Keep both')
    const said = await door.submit('omar', form, { name: 'Contracted ARR', reason: 'Signed is not billed.' })
    expect(linesOf(said)).toEqual(['Settled: ARR is what finance says; Contracted ARR is what sales says.'])
    const reply = (await door.database.sql`select place, message from deliveries where key like 'settled:%'`)[0]
    expect(reply?.place).toMatchObject({ channel: 'C0FINANCE', thread: 'digest:1.1' })
    expect(JSON.stringify(reply?.message)).toContain('Signed is not billed.')
    await catalogue.renew()
    expect(await disagreements(asks(), catalogue.metrics)).toEqual([])
    expect(linesOf(await door.say('maya', 'contracted arr'))[0]).toMatch(/^Contracted ARR, .*: €6\.11M/)
    expect(linesOf(await door.say('maya', 'arr'))[0]).toMatch(/^ARR, .*: €6M/)
    const audit = await door.database
      .sql`select verb, after->>'reason' as reason from audit where subject = 'metric:arr' order by id desc limit 1`
    expect(audit[0]).toEqual({ verb: 'settle', reason: 'Signed is not billed.' })
    await expect(door.submit('omar', form, { name: 'Other', reason: 'Again.' })).rejects.toThrow(Refusal)
  })

  it('is settled by using the other source, which counts from then on, as a new version', async () => {
    const before = catalogue.get('mrr')?.version
    const form = await door.press('omar', messageOf(await door.say('omar', 'sources arr')), 'Use sales’')
    await door.submit('omar', form, { reason: 'Contracts are complete.' })
    await catalogue.renew()
    expect(linesOf(await door.say('maya', 'arr'))[0]).toMatch(/^ARR, .*: €6\.11M/)
    expect(catalogue.get('mrr')?.version).toBe((before ?? 0) + 1)
  })

  it('is for who decides alone, and keeps what was typed where a name is taken', async () => {
    const card = messageOf(await door.say('omar', 'sources arr'))
    await expect(door.press('maya', card, 'Use sales’')).rejects.toThrow(Refusal)
    const form = await door.press('omar', card, 'Keep both')
    const again = await door.submit('omar', form, { name: 'win-rate', reason: 'Because.' })
    expect(again).toMatchObject({ kind: 'form', form: { draft: { reason: 'Because.' }, errors: { name: /win-rate/ } } })
  })
})

describe('a posted number', () => {
  const winRate = () => asking(door.database.db, catalogue, 'win_rate', 'this quarter')
  /** Late data: a source that was read since, with deals that were won in July. */
  async function lateDeals(count: number): Promise<void> {
    const { db, sql } = door.database
    await addDeals(db, crm, decided('won', '2026-07-22', count, { owner: 'late' }))
    await sql`insert into imports (source, started_at, finished_at, report)
      values (${crm.source}, '2026-08-13T09:00:00Z', '2026-08-13T09:00:00Z', '{}')`
  }
  const undo = async () => {
    await door.database.sql`delete from opportunities where owner = 'late'`
    await door.database.sql`delete from imports where finished_at = '2026-08-13T09:00:00Z'`
  }
  afterEach(undo)

  it('stays as it was posted, beside what it would be today', async () => {
    await post('digest:1', [await winRate()])
    await lateDeals(5)
    const lines = linesOf(await door.say('maya', 'history win rate'))
    expect(lines[0]).toBe('Win rate: what was posted')
    expect(lines[2]?.replace(/\s+/g, ' ')).toBe('Aug 13, 2026 this quarter 24% 29% 1')
  })

  it('is not restated while nothing was read, nor within its tolerance', async () => {
    await post('digest:1', [await winRate()])
    expect(await restatements(asks(), catalogue, null)).toEqual([])
    await door.database.sql`insert into imports (source, started_at, finished_at, report)
      values (${crm.source}, '2026-08-13T09:00:00Z', '2026-08-13T09:00:00Z', '{}')`
    expect(await restatements(asks(), catalogue, null)).toEqual([])
  })

  it('that comes out otherwise is told once where it stood, in the next digest', async () => {
    await post('digest:1', [await winRate()])
    await lateDeals(5)
    const at = context(door.database.db, { now })
    const heard = (name: string, may = true) =>
      restatementNotes(at, catalogue, [{ to: channel(name), t, may: () => may, discloses: [] }])
    const notes = async () => (await heard('FINANCE'))[0] ?? []
    expect(await heard('GENERAL')).toEqual([[]])
    expect(await heard('FINANCE', false)).toEqual([[]])
    const [note] = await notes()
    expect(note?.kind === 'text' && flatten(note.text)).toBe(
      'Correction: Win rate, this quarter, was posted as 24% on Aug 13, 2026, and is 29% now.',
    )
    expect(await notes()).toEqual([])
  })

  it('whose target is met or missed otherwise now is corrected in its thread, once', async () => {
    await applyMetrics(context(door.database.db, { now }), [
      declared,
      { name: 'win_rate', target: { value: 0.26, per: 'quarter', linear: true } },
    ])
    await catalogue.renew()
    await post('digest:1', [await winRate()])
    await lateDeals(5)
    const at = context(door.database.db, { now })
    const correct = () => replyCorrections(at, catalogue, async () => t)
    expect(await correct()).toBe(1)
    expect(await correct()).toBe(0)
    const reply = (await door.posted()).at(-1)
    expect(reply?.lines).toEqual([
      'Correction: posted 24%, now 29%: the target is met. The data behind Win rate has changed since.',
    ])
    expect(
      await door.database.sql`select place->>'thread' as thread from deliveries where key like 'correction:%'`,
    ).toEqual([{ thread: 'digest:1.1' }])
  })

  it('is restated when its definition changes, and says so', async () => {
    await post('digest:1', [await asking(door.database.db, catalogue, 'deals_won', 'this quarter')])
    await applyMetrics(context(door.database.db, { now }), [
      declared,
      {
        name: 'deals_won',
        formula: {
          kind: 'simple',
          fact: 'opportunities',
          aggregate: 'count',
          date: 'closed_on',
          where: { outcome: 'lost' },
        },
      },
    ])
    await catalogue.renew()
    const [found] = await restatements(asks(), catalogue, null)
    expect([found?.before.value, found?.now.result.value, found?.versionChanged]).toEqual([18, 57, true])
  })

  it('that comes out the same by a changed definition is told with it, where it stood before', async () => {
    await post('digest:1', [await asking(door.database.db, catalogue, 'deals_won', 'this quarter')])
    const at = context(door.database.db, { now })
    const where = { outcome: 'won' }
    const formula = {
      kind: 'simple',
      ...{ fact: 'opportunities', aggregate: 'distinct', field: 'id', date: 'closed_on', where },
    }
    const changed = { name: 'deals_won', formula, formula_text: 'different deals won' }
    const heard = async (name: string, of: 'deals_won' | 'arr', may = true) => {
      const listener = { to: channel(name), t, may: () => may, discloses: [`metric:${of}`] as const }
      const [notes = []] = await restatementNotes(at, catalogue, [listener])
      return notes.map((note) => (note.kind === 'text' ? flatten(note.text) : note.kind))
    }
    expect(await heard('FINANCE', 'deals_won')).toEqual([])
    await applyMetrics(at, [declared, changed])
    await catalogue.renew()
    const again = await asking(door.database.db, catalogue, 'deals_won', 'this quarter')
    expect(again.result.value).toBe(18)
    expect(await heard('FINANCE', 'deals_won')).toEqual([
      'Deals won is counted by a changed definition from here on: different deals won.',
    ])
    expect(await heard('FINANCE', 'deals_won', false)).toEqual([])
    expect(await heard('FINANCE', 'arr')).toEqual([])
    expect(await heard('GENERAL', 'deals_won')).toEqual([])
    await post('digest:2', [again])
    expect(await heard('FINANCE', 'deals_won')).toEqual([])
  })

  it('is written down once, and never changed', async () => {
    const answers = [await winRate()]
    await post('digest:1', answers)
    await recordPosted(context(door.database.db, { now }), [{ delivery: 'digest:1', to: channel('FINANCE'), answers }])
    expect(await door.database.sql`select metric, version from posted_numbers`).toEqual([
      { metric: 'win_rate', version: catalogue.get('win_rate')?.version },
    ])
    await expect(door.database.sql`update posted_numbers set result = '{}'`).rejects.toThrow(/never changed/)
  })
})
