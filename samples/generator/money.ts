import { csv, german, type SampleFile } from './csv.js'
import { type Day, germanText, isWorkday, monthStart, monthsBefore, workdayFrom } from './days.js'
import { randomFor } from './random.js'
import type { Scene } from './scene.js'
import type { Period } from './subscriptions.js'

/** So many months of invoices are in the export, and what is older and unpaid was written off. */
const invoiced = 13
/** Days from the issue of an invoice until it is due. */
const terms = 30

/** One invoice a month and customer, over what all of its subscriptions cost. */
export function invoicesFile({ asOf, seed, periods }: Scene): SampleFile {
  const rows: string[][] = []
  for (let month = monthStart(monthsBefore(asOf, invoiced - 1), 0); month <= asOf; month = monthStart(month, 1)) {
    for (const [account, cents] of billedIn(month, periods)) rows.push(...invoicesOf(account, cents, month, asOf, seed))
  }
  // An invoice that would have been due before it was written.
  rows.splice(Math.floor(rows.length / 2), 0, [
    'RE-MANUAL',
    'Oak Media',
    '01.09.2026',
    '02.08.2026',
    '',
    '400,00',
    'EUR',
  ])
  const header = ['Invoice', 'Customer', 'Issued', 'Due', 'Paid', 'Amount', 'Currency']
  return { name: 'invoices.csv', content: csv({ separator: ';', lineEnd: '\r\n', start: '' }, [header, ...rows]) }
}

function invoicesOf(account: string, cents: number, month: Day, asOf: Day, seed: number): readonly string[][] {
  const random = randomFor(seed, 'invoice', account, month)
  const due = month + terms
  const isDisputed = random.next() < 0.012
  const paid = workdayFrom(due + random.pick([-12, -6, -3, -1, 0, 0, 1, 2, 4, 9, 21]))
  const number = `RE-${germanText(month).slice(3).replace('.', '')}-${String(randomFor(account).int(0, 99_999_999)).padStart(8, '0')}`
  const row = (id: string, end: Day | null, amount: number) => [
    ...[id, account, germanText(month), germanText(due), end === null || end > asOf ? '' : germanText(end)],
    ...[german(amount / 100, 2), 'EUR'],
  ]
  const invoice = row(number, isDisputed ? null : paid, cents)
  // Now and then a tenth is given back for an outage.
  return random.next() < 0.008 ? [invoice, row(`${number}-G`, month, -Math.round(cents / 10))] : [invoice]
}

/** Cents that each customer is billed for a month, in the order of the names. */
function billedIn(month: Day, periods: Scene['periods']): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>()
  for (const period of periods) {
    const { name } = period.account
    if (isBilled(period, month)) sums.set(name, (sums.get(name) ?? 0) + period.fee)
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1))
}

function isBilled({ trial, from, to }: Period, month: Day): boolean {
  return !trial && from <= month && (to === null || to > month)
}

/** What the company had in the bank when it opened, in cents, and what a month costs beyond what it brings. */
const opening = 900_000_000
const burn = 1.14
/** Share of a month's costs that leaves on the 25th, with the salaries. */
const salaries = 0.7
const reserve = 150_000_000

/** Balances at the end of each working day: customers pay through the month, salaries leave on the 25th. */
export function balancesFile({ asOf, since, periods }: Scene): SampleFile {
  const rows: string[][] = []
  let held = opening
  for (let month = monthStart(periods[0]?.from ?? since, 0); month <= asOf; month = monthStart(month, 1)) {
    const income = periods.reduce((sum, period) => sum + (isBilled(period, month) ? period.fee : 0), 0)
    const days = workdaysOf(month)
    const payday = workdayFrom(month + 24)
    for (const day of days) {
      const out = (income * burn * (1 - salaries)) / days.length + (day === payday ? income * burn * salaries : 0)
      held += Math.round(income / days.length - out)
      if (day < since || day > asOf) continue
      rows.push([germanText(day), 'Operating', german((held - reserve) / 100, 2)])
      rows.push([germanText(day), 'Reserve', german(reserve / 100, 2)])
    }
  }
  // The bank's export ends with a line of its own.
  rows.push(['Saldo', '', ''])
  const header = ['Buchungstag', 'Konto', 'Saldo']
  return { name: 'bank_balances.csv', content: csv({ separator: ';', lineEnd: '\r\n', start: '' }, [header, ...rows]) }
}

function workdaysOf(month: Day): readonly Day[] {
  const days: Day[] = []
  for (let day = month; day < monthStart(month, 1); day += 1) if (isWorkday(day)) days.push(day)
  return days
}
