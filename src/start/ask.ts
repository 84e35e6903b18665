import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { defaultCompany } from '../company/default.js'
import { companyOf, personByEmail } from '../company/store.js'
import { textsFor } from '../locales/texts.js'
import { currentCatalogue } from '../metrics/current.js'
import { askInWords, type TerminalAnswer } from '../metrics/terminal.js'

export interface AskCommand {
  readonly words: string
  /** `YYYY-MM-DD`, or null for now. */
  readonly asOf: string | null
  /** Whose rights and language hold; null for the operator. */
  readonly email: string | null
  /** Whether the rows behind the number are wanted, as CSV. */
  readonly rows: boolean
  readonly now: Temporal.Instant
}

/** What `drumbeat ask` does. A company that was never set up is asked all the same: an import is enough. */
export async function askInTerminal(db: Db, command: AskCommand): Promise<TerminalAnswer> {
  const company = (await companyOf(db)) ?? defaultCompany
  const { words, asOf, email, now, rows } = command
  const person = email === null ? null : await personByEmail(db, email)
  const t = textsFor(person?.locale ?? company.locale, person?.zone ?? company.zone)
  if (email !== null && !person) {
    const error = t.plain('cli.nobody', { email })
    return { json: { error, suggestions: [] }, text: error, exitCode: 1 }
  }
  return askInWords({ catalogue: await currentCatalogue(db, now), person, words, asOf, rows, t }, { db, now, company })
}
