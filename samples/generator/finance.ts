import { csv, german, type SampleFile } from './csv.js'
import { type Day, germanText, isWorkday, monthStart, textOf } from './days.js'
import { randomFor } from './random.js'
import type { Scene } from './scene.js'

/** Euros for one unit, about which the rates move. */
const currencies = { USD: 0.92, GBP: 1.17, CHF: 1.05 }

/** The rates of every working day, as a central bank would publish them; there are none on other days. */
export function ratesFile({ since, asOf, seed }: Scene): SampleFile {
  const rows: string[][] = []
  // A week more at the beginning, so that the first day of the other exports has a rate before it.
  for (let day = since - 7; day <= asOf; day += 1) {
    if (!isWorkday(day)) continue
    for (const [currency, base] of Object.entries(currencies)) {
      rows.push([textOf(day), currency, (base * swing(currency, day, seed)).toFixed(6)])
    }
  }
  const missing = [textOf(since), 'JPY', '0']
  rows.splice(Math.floor(rows.length / 2), 0, missing)
  const header = ['Date', 'Currency', 'EUR for one']
  return { name: 'exchange_rates.csv', content: csv({ separator: ',', lineEnd: '\n', start: '' }, [header, ...rows]) }
}

/** A straight way from one month's level to the next, with a little unrest from day to day. */
function swing(currency: string, day: Day, seed: number): number {
  const [month, next] = [monthStart(day, 0), monthStart(day, 1)]
  const level = (start: Day) => 0.96 + 0.08 * randomFor(seed, currency, start).next()
  const share = (day - month) / (next - month)
  const unrest = (randomFor(seed, currency, 'day', day).next() - 0.5) * 0.006
  return level(month) * (1 - share) + level(next) * share + unrest
}

/** What finance keeps in a spreadsheet of its own, a line a month: written down on the fifth of the month after. */
export function enteredFile({ since, asOf, seed }: Scene): SampleFile {
  const rows: string[][] = []
  for (let month = monthStart(since, 0); monthStart(month, 1) + 4 <= asOf; month = monthStart(month, 1)) {
    const random = randomFor(seed, 'entered', month)
    const by = ['omar@acme.example', germanText(monthStart(month, 1) + 4)]
    const grown = Math.floor((month - 19_723) / 60)
    rows.push(['Gross margin', germanText(month), german(0.77 + random.int(0, 30) / 1000, 3), ...by, ''])
    rows.push(['Head count', germanText(month), String(72 + Math.floor(grown / 2)), ...by, 'At the end of the month'])
  }
  rows.push(['Gross margin', germanText(monthStart(asOf, 0)), 'still open', 'omar@acme.example', '', ''])
  const header = ['Figure', 'Month', 'Value', 'By', 'On', 'Note']
  return { name: 'entered.csv', content: csv({ separator: ';', lineEnd: '\r\n', start: '' }, [header, ...rows]) }
}
