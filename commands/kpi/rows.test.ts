import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flatten } from '../../src/chat/text.js'
import { exportRows } from '../../src/metrics/actions.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { rowsFile } from '../../src/metrics/rows.js'
import { NotShared } from '../../src/metrics/sharing.js'
import { acme, catalogueWith, now } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource } from '../../src/metrics/testing/rows.js'
import { channel, type KpiDoor, kpiDoor, labelsOf, linesOf, messageOf } from '../../test/kpi-door.js'

const own = `
- name: won_revenue
  visibility: { departments: [finance] }
- name: deals_lost
  visibility: { min_group: 5 }
  dimensions: [reason]
`
let door: KpiDoor
let catalogue: Catalogue
beforeAll(async () => {
  door = await kpiDoor(async ({ db, sql }) => {
    const crm = await addSource(db, 'opportunities', { label: 'Acme CRM' })
    await sql`update sources set owner = 'nadia@acme.example',
      mapping = '{"link": "https://crm.example/deals/{id}"}'::jsonb`
    const deal = (n: number) => ({
      id: `D-${String(n).padStart(2, '0')}`,
      account: n === 1 ? '=HYPERLINK("http://evil.example")' : `Customer ${n}`,
      region: n % 3 === 0 ? 'EMEA' : 'Americas',
      amount: n * 100_00 + 5,
      outcome: n % 2 === 0 ? 'won' : 'lost',
      closedOn: `2026-07-${String(n).padStart(2, '0')}`,
    })
    await addDeals(
      db,
      crm,
      Array.from({ length: 24 }, (_, index) => deal(index + 1)),
    )
    await addDeals(db, crm, [{ outcome: 'open' }, { outcome: 'won', closedOn: '2026-03-02', amount: 1 }])
    catalogue = catalogueWith(own)
    return catalogue
  })
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`delete from deliveries`
})

const rowsOf = async (question: string) => door.press('tom', messageOf(await door.say('tom', question)), 'Show deals')

describe('[Show deals]', () => {
  it('shows the rows behind a number, and only those, the latest first', async () => {
    const lines = linesOf(await rowsOf('win rate this quarter'))
    expect(lines[0]).toBe('Win rate, this quarter: 24 deals')
    expect(lines[2]).toMatch(/^D-24 +Customer 24 +Jul 24, 2026 +€2,400.05/)
    expect(lines).toHaveLength(13)
    expect(lines.at(-1)).toBe('1 to 10 of 24, the latest first.')
  })

  it('shows as many as the number was counted from, whatever it is filtered by', async () => {
    expect(linesOf(await rowsOf('deals won emea this quarter'))[0]).toBe('Deals won, EMEA, this quarter: 4 deals')
  })

  it('turns pages in its place', async () => {
    const first = await rowsOf('win rate this quarter')
    const second = await door.press('tom', messageOf(first), 'Next')
    const third = await door.press('tom', messageOf(second), 'Next')
    expect([first.kind, second.kind]).toEqual(['tell', 'redraw'])
    expect(linesOf(third).at(-1)).toBe('21 to 24 of 24, the latest first.')
    expect(labelsOf(messageOf(third))).toEqual(['Previous', 'CSV', 'Report as wrong'])
    expect(linesOf(await door.press('tom', messageOf(third), 'Previous')).at(-1)).toBe(
      '11 to 20 of 24, the latest first.',
    )
  })

  it('shows the rows of one part of a breakdown alone', async () => {
    const all = await rowsOf('win rate this quarter by region')
    expect(labelsOf(messageOf(all))).toEqual(['Next', 'Only Americas', 'Only EMEA', 'CSV', 'Report as wrong'])
    expect(linesOf(await door.press('tom', messageOf(all), 'Only EMEA'))[0]).toBe(
      'Win rate, EMEA, this quarter: 8 deals',
    )
  })

  it('links each record to its own system', async () => {
    const table = messageOf(await rowsOf('win rate this quarter')).blocks.find(({ kind }) => kind === 'table')
    expect(JSON.stringify(table)).toContain('"url":"https://crm.example/deals/D-24"')
  })

  it('is refused to whoever may not read the metric, whoever asked for it', async () => {
    const answer = messageOf(await door.say('omar', 'won revenue this quarter'))
    const refused = await door.press('tom', answer, 'Show deals')
    expect(linesOf(refused)).toEqual(['Won revenue is shared with finance and executives only.'])
    expect(linesOf(await door.press('omar', answer, 'Show deals'))[0]).toBe('Won revenue, this quarter: 12 deals')
  })

  it('is not there for a number that is told of groups only', async () => {
    const answer = messageOf(await door.say('tom', 'deals lost july'))
    expect(labelsOf(answer)).toEqual(['About this number', 'Follow'])
  })
})

describe('the file of the rows', () => {
  const file = async () => {
    const metric = catalogue.get('deals_won') ?? expect.fail('no such metric')
    const answer = messageOf(await door.say('tom', 'deals won this quarter'))
    const button = answer.blocks.flatMap((one) => (one.kind === 'actions' ? one.buttons : []))[0]
    if (button?.kind !== 'call') return expect.fail('no button')
    const { question } = JSON.parse(JSON.stringify(button.call.args))
    return rowsFile(metric, question, null, { db: door.database.db, now, company: acme })
  }

  it('has every row with every field, amounts as people write them, and the links', async () => {
    const { name, text, rows, total } = await file()
    const lines = text.split('\r\n')
    expect([name, rows, total]).toEqual(['deals_won-2026-07-01-opportunities.csv', 12, 12])
    expect(lines[0]).toMatch(/^\uFEFFid,account,owner,.*,source,link$/)
    expect(lines[1]).toContain('D-24,Customer 24,')
    expect(lines[1]).toContain(',2400.05,')
    expect(lines[1]).toMatch(/Acme CRM,https:\/\/crm\.example\/deals\/D-24$/)
  })
})

describe('[CSV]', () => {
  it('gives every row as a file, whatever page is shown, and says so in the audit', async () => {
    const second = await door.press('tom', messageOf(await rowsOf('win rate this quarter')), 'Next')
    const reply = await door.press('tom', messageOf(second), 'CSV')
    if (reply.kind !== 'file') return expect.fail(`the reply is a ${reply.kind}`)
    const { name, text, note } = reply.file
    expect([name, flatten(note)]).toEqual([
      'win_rate-2026-07-01-opportunities.csv',
      'Win rate, this quarter: 24 deals.',
    ])
    expect(text.trimEnd().split('\r\n')).toHaveLength(25)
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    const audit = await door.database.sql`
      select p.email, a.verb, a.after->'rows' as rows, a.after->>'fact' as fact from audit a
      join people p on p.id = a.person where a.subject = 'metric:win_rate' order by a.id desc limit 1`
    expect(audit[0]).toEqual({ email: 'tom@acme.example', verb: 'export rows', rows: 24, fact: 'opportunities' })
  })

  it('is refused to whoever may not read the metric, whoever was shown the rows, and leaves no line', async () => {
    const rows = await door.press('omar', messageOf(await door.say('omar', 'won revenue this quarter')), 'Show deals')
    await expect(door.press('tom', messageOf(rows), 'CSV')).rejects.toThrow(NotShared)
    expect(await door.database.sql`select 1 from audit where subject = 'metric:won_revenue'`).toEqual([])
  })

  it('of a number that is told of groups only is refused, whatever the button says', async () => {
    const { kpiCommand } = await import('../kpi.js')
    const press = kpiCommand(catalogue).bindings.find(({ id }) => id === 'metrics.rows_csv')?.press
    const [button] = messageOf(await rowsOf('win rate this quarter')).blocks.flatMap((one) =>
      one.kind === 'actions' ? one.buttons.filter(({ label }) => label === 'CSV') : [],
    )
    if (!press || button?.kind !== 'call') return expect.fail('no button')
    const { question } = exportRows.args.parse(button.call.args)
    const forged = { question: { ...question, metric: 'deals_lost' }, fact: 'opportunities' }
    await expect(press(forged, await door.asking('tom'))).rejects.toMatchObject({ key: 'answers.rows_withheld' })
  })
})

describe('[Report as wrong]', () => {
  const form = async () => door.press('tom', messageOf(await rowsOf('win rate this quarter')), 'Report as wrong')
  const recordOf = async (id: string): Promise<string> => {
    const [row] = await door.database.sql`select id from sources`
    return `${row?.id}:${id}`
  }

  it('tells the owner of the record, once, with a link and no number', async () => {
    const reply = await door.submit('tom', await form(), { record: await recordOf('D-24'), what: 'It was lost.' })
    expect(linesOf(reply)).toEqual(['Nadia Petrova has been told.'])
    const [told, ...more] = await door.posted()
    expect(more).toEqual([])
    expect(told?.to).toBe('U-nadia')
    expect(told?.lines).toEqual([
      'Tom Reyes says that something is wrong in Win rate, this quarter:',
      'Acme CRM: D-24 · Customer 24',
      '“It was lost.”',
    ])
    expect(told && labelsOf(told.message)).toEqual(['Open the record'])
    const audit = await door.database
      .sql`select verb, after from audit where subject = 'metric:win_rate' order by id desc limit 1`
    expect(audit[0]).toMatchObject({
      verb: 'report',
      after: { record: 'D-24', what: 'It was lost.', told: 'nadia@acme.example' },
    })
  })

  it('tells the owner of the metric when the number itself is meant', async () => {
    await door.submit('tom', await form(), { record: 'number', what: 'Far too low.' })
    expect((await door.posted()).map(({ to }) => to)).toEqual(['U-maya'])
  })

  it('of a record that is not there keeps what was typed', async () => {
    const reply = await door.submit('tom', await form(), { record: '0:nothing', what: 'It was lost.' })
    expect(reply).toMatchObject({
      kind: 'form',
      form: { draft: { what: 'It was lost.' }, errors: { record: expect.any(String) } },
    })
    expect(await door.posted()).toEqual([])
  })

  it('reaches nobody twice when the same press arrives twice', async () => {
    const opened = await form()
    const asking = await door.asking('tom')
    const { kpiCommand } = await import('../kpi.js')
    const submit = kpiCommand(catalogue).bindings.find(({ id }) => id === 'metrics.report')?.submit
    if (opened.kind !== 'form' || !submit) return expect.fail('no form')
    for (let n = 0; n < 2; n += 1) await submit(opened.form.call.args, { record: 'number', what: 'Too low.' }, asking)
    expect(await door.posted()).toHaveLength(1)
  })
})

it('a channel that reads an answer along gets the rows privately too', async () => {
  const answer = messageOf(await door.say('tom', 'win rate this quarter', channel('GENERAL')))
  await door.press('tom', answer, 'Share here', channel('GENERAL'))
  const [shared] = await door.posted()
  expect(shared && labelsOf(shared.message)).toEqual(['Show deals', 'About this number', 'Hand over'])
})
