import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { recordChange } from '../audit/store.js'
import type { Option, Values } from '../chat/form.js'
import type { Profile } from '../chat/platform.js'
import type { Context } from '../company/context.js'
import { builtInDepartments } from '../company/departments.js'
import { isLocale, isZone } from '../company/file.js'
import { type Checked, wrongFields } from '../company/me.js'
import type { Company, Person } from '../company/model.js'
import { insertCompany, linkAccounts, personByEmail, saveDepartments, savePeople } from '../company/store.js'
import type { TextKey } from '../locales/areas.js'
import { Refusal } from '../locales/refusal.js'
import { type Texts, textsFor } from '../locales/texts.js'
import { usual } from './people.js'

const currencies = new Set(Intl.supportedValuesOf('currency'))
const mostFound = 30

/** Currencies by their code or by their name in a language: `eur`, `franc`. */
export function currenciesLike(typed: string, locale: string): readonly Option[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency' })
  const wanted = typed.trim().toLocaleLowerCase(locale)
  return [...currencies]
    .map((value) => ({ value, label: `${value} ${names.of(value) ?? ''}`.trim() }))
    .filter(({ label }) => label.toLocaleLowerCase(locale).includes(wanted))
    .slice(0, mostFound)
}

const submitted = z.object({
  name: z.string().trim().min(1).max(80),
  zone: z.string().refine(isZone),
  currency: z.string().refine((code) => currencies.has(code)),
  year: z.coerce.number().int().min(1).max(12),
  week: z.coerce.number().int().min(1).max(7),
  language: z.string().refine(isLocale),
})

const faults: Readonly<Record<string, TextKey>> = {
  name: 'welcome.wrong_name',
  zone: 'company.wrong_zone',
  currency: 'welcome.wrong_currency',
  year: 'welcome.wrong_month',
  week: 'company.wrong_days',
  language: 'company.wrong_language',
}

/** Reads what somebody says of their company. */
export function readFounding(values: Values): Checked<Company> {
  const read = submitted.safeParse(values)
  if (!read.success) return wrongFields(read.error, faults, 'welcome.wrong_name')
  const { name, zone, currency, year, week, language } = read.data
  return {
    kind: 'fine',
    value: { name, zone, currency, fiscalMonth: year, weekStart: week, locale: language, country: null },
  }
}

/** What there is before there is a company: `cause` is the key of the incoming. */
export interface Outset extends Pick<Context, 'now' | 'cause'> {
  readonly db: Db
}

const labelOf = {
  marketing: 'welcome.marketing',
  sales: 'welcome.sales',
  customer_success: 'welcome.customer_success',
  finance: 'welcome.finance',
} as const satisfies Record<(typeof builtInDepartments)[number], TextKey>

const departmentsIn = (t: Texts) =>
  builtInDepartments.map((key) => ({ key, label: t.plain(labelOf[key]), leader: null, home: null }))

/**
 * Sets a company up, with the departments that every company has. Whoever does it is its first RevOps lead, and names the others.
 * @param founder as the platform's directory knows them
 * @param begin what the house has to do regularly from now on, in the same transaction
 * @throws Refusal for a guest, for somebody without an e-mail address, and if somebody else was faster
 */
export async function foundCompany(
  { db, now, cause }: Outset,
  company: Company,
  founder: Profile,
  begin: (context: Context) => Promise<void>,
): Promise<Context & { readonly by: Person }> {
  if (founder.guest || !founder.active) throw new Refusal('company.outsider')
  const { email } = founder
  if (email === null) throw new Refusal('welcome.no_email')
  const locale = founder.locale ?? company.locale
  const zone = founder.zone ?? company.zone
  const context = await db.transaction(async (tx) => {
    if (!(await insertCompany(tx, company))) throw new Refusal('welcome.founded_before')
    await saveDepartments(tx, departmentsIn(textsFor(company.locale, company.zone)))
    const own = { name: founder.name, email, locale, zone, role: 'revops', department: null } as const
    const ids = await savePeople(tx, [{ ...own, ...usual, country: null, outsider: false, active: true }])
    await linkAccounts(
      tx,
      [...ids.values()].map((person) => ({ account: founder.account, person })),
    )
    const by = await personByEmail(tx, email)
    if (!by) throw new Error(`The founder ${founder.account.user} could not be written down`)
    const inside = { db: tx, now, cause, by, company, t: textsFor(locale, zone) }
    await recordChange(inside, { subject: 'company:own', verb: 'set up', before: null, after: { ...company } })
    await begin({ ...inside, by: 'clock' })
    return inside
  })
  return { ...context, db }
}
