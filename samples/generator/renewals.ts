import { csv, type SampleFile } from './csv.js'
import { type Day, monthStart, textOf } from './days.js'
import type { Scene } from './scene.js'
import type { Period } from './subscriptions.js'

/** How far ahead customer success looks, in days. */
const ahead = 92

/** The contracts run a year from the first paid month; what of them ended, ended before its renewal was due. */
export function renewalsFile(scene: Scene): SampleFile {
  const rows = [...contracts(scene.periods)].flatMap(([number, periods]) => renewalsOf(number, periods, scene))
  const open = textOf(monthStart(scene.asOf, 1))
  // A renewal that nobody has valued, and a status typed by hand.
  rows.splice(Math.floor(rows.length / 3), 0, [
    ...['SUB-MANUAL-1', 'Oak Media', 'Acme Flow', 'Team', textOf(scene.since), textOf(scene.since), 'Renewed'],
    ...['4800.00', '', ''],
  ])
  rows.push(['SUB-MANUAL-2', 'Pine Bank', 'Acme Guard', 'Scale', open, '', 'Renewd', '9000.00', '9000.00', ''])
  const header = [
    ...['Subscription', 'Customer', 'Product', 'Plan', 'Due', 'Decided', 'Status', 'ARR due', 'ARR renewed'],
    'Lost because',
  ]
  return { name: 'renewals.csv', content: csv({ separator: ',', lineEnd: '\n', start: '' }, [header, ...rows]) }
}

/** The paid periods of each subscription, in their order. */
function contracts(periods: readonly Period[]): ReadonlyMap<string, readonly Period[]> {
  const found = new Map<string, Period[]>()
  for (const period of periods.filter(({ trial }) => !trial)) {
    const number = period.id.slice(0, period.id.lastIndexOf('-'))
    const known = found.get(number)
    if (known) known.push(period)
    else found.set(number, [period])
  }
  return found
}

function renewalsOf(number: string, periods: readonly Period[], { since, asOf }: Scene): readonly string[][] {
  const [first] = periods
  const last = periods.at(-1)
  if (!first || !last) return []
  const rows: string[][] = []
  for (let due = monthStart(first.from, 12); due <= asOf + ahead; due = monthStart(due, 12)) {
    const before = feeOn(due - 1, periods)
    const lostOn = last.to !== null && last.to <= due ? last.to : null
    const common = [number, first.account.name, first.product, first.plan, textOf(due)]
    const arr = euros((before ?? last.fee) * 12)
    if (due >= since) {
      if (lostOn !== null) rows.push([...common, textOf(lostOn), 'Churned', arr, '0.00', last.reason])
      else if (due <= asOf)
        rows.push([...common, textOf(due), 'Renewed', arr, euros((feeOn(due, periods) ?? 0) * 12), ''])
      else rows.push([...common, '', 'Open', arr, '', ''])
    }
    if (lostOn !== null) break
  }
  return rows
}

/** Cents a month, or null where nothing is paid on that day. */
function feeOn(day: Day, periods: readonly Period[]): number | null {
  return periods.find(({ from, to }) => from <= day && (to === null || to > day))?.fee ?? null
}

function euros(cents: number): string {
  return (cents / 100).toFixed(2)
}
