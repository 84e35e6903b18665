import { Temporal } from 'temporal-polyfill'
import type { Database } from '../../../db/connect.js'
import { context } from '../../../test/context.js'
import { message } from '../../chat/message.js'
import { plainLines } from '../../chat/plain.js'
import { applyCompany } from '../../company/apply.js'
import { companyFile } from '../../company/file.js'
import type { Person } from '../../company/model.js'
import { linkAccounts, personByEmail, placesOf } from '../../company/store.js'
import { Refusal } from '../../locales/refusal.js'
import type { Template } from '../model.js'
import { template as schema } from '../model.js'
import { startRun } from '../start.js'
import type { Item } from '../store.js'
import { runById } from '../store.js'
import { saveTemplate } from '../template-store.js'
import type { Acting } from '../work.js'

const person = (name: string, department: string | null, role: string) => ({
  name,
  email: `${name.toLowerCase()}@acme.example`,
  department,
  role,
})

/** Two departments with leaders, somebody who works in one of them, RevOps, and a guest. */
export const company = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR' },
  departments: [
    { key: 'sales', label: 'Sales', leader: 'maya@acme.example' },
    { key: 'finance', label: 'Finance', leader: 'omar@acme.example' },
    { key: 'marketing', label: 'Marketing', leader: 'ioana@acme.example' },
  ],
  people: [
    person('Maya', 'sales', 'leader'),
    person('Omar', 'finance', 'leader'),
    person('Ioana', 'marketing', 'leader'),
    person('Lena', 'sales', 'member'),
    person('Nadia', null, 'revops'),
    { ...person('Gus', null, 'member'), guest: true },
  ],
  places: [
    { name: 'revenue', platform: 'slack', workspace: 'T0ACME', channel: 'C0REVENUE', audience: { company: true } },
  ],
  holidays: [{ day: '2026-12-25', name: 'Christmas' }],
})

/** A stage that sales and finance sign, and one that closes by itself. */
export const close: Template = schema.parse({
  name: 'close',
  title: 'Quarter close',
  stages: [
    {
      label: 'Freeze',
      items: [
        { key: 'deals', label: 'Bring deals up to date', owner: { department: 'sales' }, due: '+3 working days' },
        {
          key: 'compare',
          label: 'Compare with invoices',
          owner: { department: 'finance' },
          due: '+5 working days',
          evidence: 'link',
        },
      ],
      approval: { departments: ['sales', 'finance'], needs: 'all', expires: 5 },
    },
    { label: 'Send', due: '+10 working days', owner: { person: 'omar@acme.example' } },
  ],
})

export type Name = 'Maya' | 'Omar' | 'Ioana' | 'Lena' | 'Nadia' | 'Gus'

/** A company in a database, and what its people do to one checklist. */
export interface Bench {
  readonly database: Database
  /** @param day `YYYY-MM-DD`, at nine in Berlin; a number of presses makes each cause its own */
  as(name: Name, day?: string): Promise<Acting>
  clock(day: string): ReturnType<typeof context>
  start(template?: Template, day?: string): Promise<number>
  run(id: number): Promise<NonNullable<Awaited<ReturnType<typeof runById>>>>
  item(run: number, key: string): Promise<Item>
  /** What was put into the outbox since, as plain lines, with the place it goes to. */
  said(): Promise<readonly { readonly to: string; readonly lines: readonly string[] }[]>
}

let causes = 0

export async function benchIn(database: Database): Promise<Bench> {
  const { db, sql } = database
  await applyCompany(db, company)
  const known = new Map<string, Person>()
  for (const one of company.people) {
    const found = await personByEmail(db, one.email)
    if (!found) continue
    const user = `U${one.name.toUpperCase()}`
    await linkAccounts(db, [{ account: { platform: 'slack', workspace: 'T0ACME', user }, person: found.id }])
  }
  for (const one of company.people) {
    const found = await personByEmail(db, one.email)
    if (found) known.set(one.name, found)
  }
  const clock = (day: string) =>
    context(db, { now: Temporal.Instant.from(`${day}T08:00:00Z`), cause: `press ${++causes}` })
  const personOf = (name: string): Person => {
    const found = known.get(name)
    if (!found) throw new Error(`Nobody is called ${name}`)
    return found
  }
  const run: Bench['run'] = async (id) => {
    const found = await runById(db, id)
    if (!found) throw new Error(`There is no run ${id}`)
    return found
  }
  let heard = 0
  return {
    database,
    clock,
    as: async (name, day = '2026-11-23') => ({ ...clock(day), by: personOf(name) }),
    start: async (template = close, day = '2026-11-23') => {
      const inside = clock(day)
      await saveTemplate(db, template, null, inside.now)
      const [place] = await placesOf(db)
      if (!place) throw new Error('The company has no channel')
      const name = `run-${++causes}`
      const owner = personOf('Nadia')
      const id = await startRun(inside, {
        template: template.name,
        name,
        title: null,
        place,
        owner,
        startedOn: day,
        slot: null,
      })
      if (id === null) throw new Error(`${name} exists already`)
      return id
    },
    run,
    item: async (id, key) => {
      const found = (await run(id)).stages.flatMap((stage) => stage.items).find((one) => one.key === key)
      if (!found) throw new Error(`There is no item ${key}`)
      return found
    },
    said: async () => {
      const rows = await sql<{ id: number; channel: string; message: unknown }[]>`
        select id::int, channel, message from deliveries where edits is null and id > ${heard} order by id`
      heard = rows.at(-1)?.id ?? heard
      return rows.map((row) => ({ to: row.channel, lines: plainLines(message.parse(row.message)) }))
    },
  }
}

/** The words of the refusal with which something ends, as the person reads them. */
export async function refusalOf(context: Acting, work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof Refusal) return context.t.plain(error.key, error.args)
    throw error
  }
  return 'nothing was refused'
}
