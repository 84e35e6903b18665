import { Temporal } from 'temporal-polyfill'
import type { Db } from '../../../db/connect.js'
import type { Company, Person } from '../../company/model.js'
import { wordsFor } from '../../locales/words.js'
import { periodOf } from '../../time/read-period.js'
import { dayOf } from '../../time/zone.js'
import type { Answer } from '../answer.js'
import { ask } from '../ask.js'
import { type Catalogue, loadCatalogue } from '../catalogue.js'
import type { Question } from '../question.js'

export const acme: Company = {
  name: 'Acme',
  zone: 'Europe/Berlin',
  currency: 'EUR',
  fiscalMonth: 1,
  weekStart: 1,
  locale: 'en',
  country: null,
}

const departments = ['marketing', 'sales', 'customer_success', 'finance']

/** The built-in metrics, with a company's own over them. */
export function catalogueWith(text: string | null = null): Catalogue {
  return loadCatalogue(departments, text === null ? null : { name: 'acme.yaml', text })
}

/** A Thursday in the middle of the third quarter: 44 of its 92 days have begun. */
export const now = Temporal.Instant.from('2026-08-13T10:00:00Z')

/** Asks a metric for a period in words, with anything else of the question stated. */
export function asking(
  db: Db,
  catalogue: Catalogue,
  metric: string,
  period: string,
  more: Partial<Question> = {},
  at: { now?: Temporal.Instant; company?: Company } = {},
): Promise<Answer> {
  const company = at.company ?? acme
  const moment = at.now ?? now
  const today = dayOf(moment, company.zone)
  const read = periodOf(period, { words: wordsFor('en').periods, calendar: company, today })
  if (!read) throw new Error(`"${period}" is no period`)
  const question: Question = {
    metric,
    period: read,
    by: null,
    where: [],
    against: { kind: 'previous' },
    trend: null,
    ...more,
  }
  return ask(catalogue, question, { db, now: moment, company })
}

export function person(more: Partial<Person> = {}): Person {
  return {
    id: 1,
    name: 'Maya Lindqvist',
    email: 'maya@acme.example',
    department: 'sales',
    role: 'leader',
    locale: 'en',
    zone: 'Europe/Berlin',
    workDays: [1, 2, 3, 4, 5],
    workFrom: '09:00',
    workTo: '17:00',
    country: null,
    outsider: false,
    active: true,
    accounts: [],
    ...more,
  }
}
