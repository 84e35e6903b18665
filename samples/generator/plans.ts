import { type Region, sellers } from './company.js'
import { csv, type SampleFile } from './csv.js'
import { type Day, monthStart, quarterStart, textOf, workdayFrom } from './days.js'
import { type Deal, dealsUntil } from './deals.js'
import { randomFor } from './random.js'
import type { Scene } from './scene.js'

/** Whole euros a quarter and seller: a little more than a good quarter brings. */
const quotaOf: Readonly<Record<Region, number>> = { EMEA: 46_000, Americas: 56_000, APAC: 34_000 }

function quartersOf({ since, asOf }: Pick<Scene, 'since' | 'asOf'>): readonly Day[] {
  const found: Day[] = []
  for (let day = quarterStart(since); day <= asOf; day = monthStart(day, 3)) found.push(day)
  return found
}

/** What each seller is to sell in a quarter. Who has just begun has half a quota, or none that anybody has agreed on yet. */
export function quotasFile(scene: Scene): SampleFile {
  const quarters = quartersOf(scene)
  const settled = quarters.flatMap((quarter) =>
    sellers
      .filter(({ sells }) => sells)
      .map(({ name, region }) => {
        const random = randomFor(scene.seed, 'quota', name, quarter)
        return [
          textOf(quarter),
          random.next() < 0.1 ? plain(name) : name,
          thousands(quotaOf[region] + random.int(-4, 4) * 1000),
        ]
      }),
  )
  const now = textOf(quarters.at(-1) ?? scene.asOf)
  const beginners = [
    [now, 'Oskar Lund', thousands(quotaOf.EMEA / 2)],
    [now, 'Noor Aziz', 'TBD'],
  ]
  const rows = [['Quarter', 'Seller', 'Quota (EUR)'], ...settled, ...beginners]
  return { name: 'quotas.csv', content: csv({ separator: ',', lineEnd: '\n', start: '' }, rows) }
}

/** Names as people without these letters on their keyboard write them. */
function plain(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '')
}

/**
 * What each team expected of a quarter on the first working days of its first and of its third month. It is made of the deals
 * that would close then at the usual rate, and of nothing that came to light later: a forecast does not know the story.
 */
export function forecastsFile(scene: Scene): SampleFile {
  const quarters = quartersOf(scene)
  const end = monthStart(quarters.at(-1) ?? scene.asOf, 3)
  const known = dealsUntil(end, scene.seed)
  const rows = quarters.flatMap((quarter) =>
    [quarter, monthStart(quarter, 2)]
      .map(workdayFrom)
      .filter((frozen) => frozen >= scene.since && frozen <= scene.asOf)
      .flatMap((frozen) => callsOn(frozen, quarter, known, scene.seed)),
  )
  const header = ['Frozen on', 'Quarter', 'Team', 'Region', 'Call', 'Amount']
  return { name: 'forecasts.csv', content: csv({ separator: '\t', lineEnd: '\r\n', start: '' }, [header, ...rows]) }
}

const teams = [...new Map(sellers.map(({ team, region }) => [team, region]))]

function callsOn(frozen: Day, quarter: Day, deals: readonly Deal[], seed: number): readonly (readonly string[])[] {
  const next = monthStart(quarter, 3)
  const due = deals.filter((deal) => deal.closes >= quarter && deal.closes < next)
  return teams.flatMap(([team, region]) => {
    const own = new Set(sellers.filter((seller) => seller.team === team).map(({ name }) => name))
    const sum = due.filter((deal) => own.has(deal.owner)).reduce((total, deal) => total + deal.amount, 0)
    const random = randomFor(seed, 'forecast', team, frozen)
    const commit = sum * 0.3 * (0.85 + random.int(0, 30) / 100)
    const written = random.next() < 0.05 ? team.replace(' ', '-') : team
    const row = (call: string, amount: number) => [
      ...[textOf(frozen), textOf(quarter), written, region, call],
      thousands(Math.round(amount / 500) * 500),
    ]
    return [row('Commit', commit), row('Best case', commit * (1.2 + random.int(0, 20) / 100))]
  })
}

/** 46,000 */
function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}
