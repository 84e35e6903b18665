import { csv, german, type SampleFile } from './csv.js'
import { type Day, germanText, isWorkday, monthStart, textOf, workdayFrom } from './days.js'
import { randomFor } from './random.js'
import type { Scene } from './scene.js'

/** Whole euros a month, in January 2024. */
const monthly = [
  ['Sales', 'Salaries', 'Sales team', '', 62_000],
  ['Sales', 'Commission', 'Sales team', '', 9_000],
  ['Marketing', 'Salaries', 'Marketing team', '', 31_000],
  ['Marketing', 'Tools', 'Automation', 'Mailwerk', 4_200],
  ['Marketing', 'Agency', 'Content', 'Studio Nord', 6_000],
  ['Customer success', 'Salaries', 'Success team', '', 28_000],
] as const
/** Whole units of the currency a week: the network bills in dollars. */
const weekly = [
  ['Search ads', 'Findwell', 3_200, 'EUR'],
  ['Social ads', 'Circlebook', 2_100, 'USD'],
] as const
const campaigns = ['Brand search', 'Retargeting', 'Spring launch', 'Product tour']

/** What going to market costs, as the accounts have it. */
export function spendFile({ since, asOf, seed }: Scene): SampleFile {
  const rows: string[][] = []
  for (let day = since; day <= asOf; day += 1) {
    const number = `B-${textOf(day).replaceAll('-', '')}`
    rows.push(...bookingsOn(day, seed).map((row, at) => [`${number}-${at + 1}`, ...row]))
  }
  rows.splice(Math.floor(rows.length / 2), 0, [
    ...['B-MANUAL', '15.05.2026', 'Marketing', 'Sponsorship', 'Events', 'Data summit', '', 'n/a', 'EUR'],
  ])
  const header = ['Booking', 'Day', 'Cost centre', 'Kind', 'Channel', 'Campaign', 'Supplier', 'Amount', 'Currency']
  return { name: 'spend.csv', content: csv({ separator: ';', lineEnd: '\r\n', start: '\uFEFF' }, [header, ...rows]) }
}

function bookingsOn(day: Day, seed: number): readonly string[][] {
  const random = randomFor(seed, 'spend', day)
  const grown = 1 + (0.008 * (monthStart(day, 0) - 19_723)) / 30.4
  const amount = (euros: number, spread: number) => german(euros * grown * (1 + (random.next() - 0.5) * spread), 2)
  const isMonday = isWorkday(day) && !isWorkday(day - 1)
  const ads = isMonday
    ? weekly.map(([channel, supplier, base, currency]) => [
        ...[
          germanText(day),
          'Marketing',
          'Advertising',
          random.next() < 0.02 ? channel.replace('ear', 'aer') : channel,
        ],
        ...[random.pick(campaigns), supplier, amount(base, 0.5), currency],
      ])
    : []
  const isPayday = day === workdayFrom(monthStart(day, 0) + 24)
  const month = isPayday
    ? monthly.map(([centre, kind, channel, supplier, base]) => [
        ...[germanText(day), centre, kind, channel, '', supplier, amount(base, 0.06), 'EUR'],
      ])
    : []
  return [...ads, ...month, ...event(day, amount), ...refund(day, isMonday, amount)]
}

/** Four fairs a year, each on the tenth of its month. */
function event(day: Day, amount: (euros: number, spread: number) => string): readonly string[][] {
  const [, month = '', date] = textOf(day).split('-')
  const name = { '03': 'Automation days', '06': 'Data summit', '09': 'Data summit', '11': 'Automation days' }[month]
  if (name === undefined || date !== '10') return []
  return [[germanText(day), 'Marketing', 'Sponsorship', 'Events', name, '', amount(22_000, 0.3), 'EUR']]
}

/** The network gives back what robots clicked. */
function refund(day: Day, isMonday: boolean, amount: (euros: number, spread: number) => string): readonly string[][] {
  if (!isMonday || day % 5 !== 0) return []
  return [[germanText(day), 'Marketing', 'Advertising', 'Search ads', '', 'Findwell', `-${amount(180, 0.8)}`, 'EUR']]
}
