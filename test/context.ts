import { Temporal } from 'temporal-polyfill'
import type { Db } from '../db/connect.js'
import type { Context } from '../src/company/context.js'
import type { Company, Person } from '../src/company/model.js'
import { textsFor } from '../src/locales/texts.js'

/** The sample company's frame, for tests that need one. */
const acme: Company = {
  name: 'Acme Cloud',
  zone: 'Europe/Berlin',
  currency: 'EUR',
  fiscalMonth: 1,
  weekStart: 1,
  locale: 'en',
  country: null,
}

/** A person of the sample company; what a test cares about is given. */
export function personOf(change: Partial<Person> = {}): Person {
  return {
    id: 1,
    name: 'Nadia',
    email: 'nadia@acme.example',
    department: null,
    role: 'revops',
    locale: 'en',
    zone: 'Europe/Berlin',
    workDays: [1, 2, 3, 4, 5],
    workFrom: '09:00',
    workTo: '17:00',
    country: null,
    outsider: false,
    active: true,
    accounts: [],
    ...change,
  }
}

/** What a verb gets in a test: by default the clock acts, at a fixed instant. */
export function context(db: Db, change: Partial<Omit<Context, 'db'>> = {}): Context {
  return {
    db,
    now: Temporal.Instant.from('2026-11-23T08:00:00Z'),
    by: 'clock',
    t: textsFor('en', 'Europe/Berlin'),
    cause: 'test',
    company: acme,
    ...change,
  }
}
