import { Temporal } from 'temporal-polyfill'
import type { Database } from '../../../db/connect.js'
import { context } from '../../../test/context.js'
import { testSecrecy } from '../../../test/secrecy.js'
import { message } from '../../chat/message.js'
import { plainLines } from '../../chat/plain.js'
import { applyCompany } from '../../company/apply.js'
import { companyFile } from '../../company/file.js'
import type { Company, Person } from '../../company/model.js'
import { allPeople, companyOf, linkAccounts } from '../../company/store.js'
import { textsFor } from '../../locales/texts.js'
import { openFor, saveAnonymous, saveNamed } from '../answers.js'
import type { Answers } from '../model.js'

/** Who works in each department of the company of these tests. */
export type Departments = Readonly<Record<string, readonly string[]>>

export const acmeDepartments: Departments = {
  sales: ['Maya', 'Lena', 'Tom', 'Ana', 'Ben', 'Rosa'],
  marketing: ['Ioana', 'Sara', 'Lu', 'Ilse', 'Paul'],
  customer_success: ['Kenji', 'Jonas'],
  finance: ['Omar', 'Parisa', 'Nils'],
}

export const emailOf = (name: string): string => `${name.toLowerCase()}@acme.example`

/** A company in one time zone, so that a morning is one moment; Nadia of RevOps is of no department. */
export async function houseOf(database: Database, departments: Departments = acmeDepartments) {
  const file = companyFile.parse({
    company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR', country: 'DE' },
    departments: Object.keys(departments).map((key) => ({ key, label: key, home: 'revenue' })),
    people: [
      { name: 'Nadia', email: emailOf('Nadia'), role: 'revops', zone: 'Europe/Berlin' },
      ...Object.entries(departments).flatMap(([department, names]) =>
        names.map((name) => ({ name, email: emailOf(name), department, zone: 'Europe/Berlin' })),
      ),
    ],
    places: [
      { name: 'revenue', platform: 'slack', workspace: 'T0ACME', channel: 'revenue', audience: { company: true } },
    ],
  })
  await applyCompany(database.db, file)
  const company = await companyOf(database.db)
  if (!company) throw new Error('The company is not there')
  await linkAccounts(
    database.db,
    (await allPeople(database.db)).map(({ id, name }) => ({
      account: { platform: 'slack', workspace: 'T0ACME', user: name },
      person: id,
    })),
  )
  const people = new Map((await allPeople(database.db)).map((one) => [one.name, one]))
  return new House(database, company, people)
}

/** A company with people, and what can be done in it at some time. */
export class House {
  readonly database: Database
  readonly company: Company
  readonly people: ReadonlyMap<string, Person>
  #causes = 0

  constructor(database: Database, company: Company, people: ReadonlyMap<string, Person>) {
    this.database = database
    this.company = company
    this.people = people
  }

  at(time: string) {
    return context(this.database.db, {
      now: Temporal.Instant.from(time),
      company: this.company,
      cause: `cause ${++this.#causes}`,
      t: textsFor('en-GB', 'Europe/Berlin'),
    })
  }

  acting(name: string, time: string) {
    const by = this.people.get(name)
    if (!by) throw new Error(`Nobody is called ${name}`)
    return { ...this.at(time), by }
  }

  /** Answers a round as its form does. */
  async answer(name: string, time: string, round: number, answers: Answers) {
    const who = this.acting(name, time)
    const open = await openFor(who, round)
    if (open.asked.prompt.privacy === 'anonymous') return saveAnonymous(who, testSecrecy, open, answers)
    return saveNamed(who, open, answers)
  }

  /** Takes everything out of the outbox: to whom, and what, in order. */
  async said(): Promise<readonly (readonly [to: string, words: string])[]> {
    const rows = await this.database.sql<{ channel: string; message: unknown }[]>`
      with gone as (delete from deliveries where view is null or view = 'note' returning id, channel, message)
      select channel, message from gone order by id`
    return rows.map((row) => [row.channel, plainLines(message.parse(row.message)).join(' | ')])
  }

  /** Everything but the company itself is gone. */
  async empty() {
    await this.database
      .sql`truncate prompts, rounds, deliveries, schedules, slots, mornings, days_off, leads, subscriptions,
      lead_verdicts, survey_scores, sources, imports, inbox restart identity cascade`
  }
}
