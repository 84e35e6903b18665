import { accounts } from './company.js'
import { csv, type SampleFile } from './csv.js'
import { type Day, isWorkday, textOf } from './days.js'
import { type Deal, dealsUntil, type Story, storyOf } from './deals.js'
import { type Random, randomFor } from './random.js'
import type { Scene } from './scene.js'

interface Lead {
  readonly id: string
  readonly account: string
  readonly owner: string
  readonly source: string
  readonly lead: Day
  readonly mql: Day | null
  readonly sql: Day | null
  readonly won: Day | null
  readonly verdict: 'Accepted' | 'Returned' | ''
  readonly decided: Day | null
  readonly reason: string
}

/** The longest way from a lead to its deal, in days. */
const longest = 45
const campaigns: Readonly<Record<string, readonly string[]>> = {
  Inbound: ['Brand search', 'Retargeting', 'Spring launch', ''],
  Event: ['Data summit', 'Automation days'],
  Partner: ['', '', 'Partner week'],
  Referral: [''],
}

/** What marketing's system exports: those that became deals, and the many more that did not. */
export function leadsFile(scene: Scene): SampleFile {
  const { since, asOf, seed } = scene
  const leads = [...fromDeals(scene), ...astray(scene)]
    .filter(({ lead }) => lead >= since && lead <= asOf)
    .sort((a, b) => a.lead - b.lead || (a.id < b.id ? -1 : 1))
  const rows: (readonly string[])[] = leads.map((lead) => leadRow(lead, asOf, seed))
  // A day that does not exist, and a lead that came in by two forms under one number.
  const [first = []] = rows
  rows.splice(Math.floor(rows.length / 4), 0, ['LEAD-MANUAL-1', 'Oak Media', '', 'Event', 'Data summit', '2/30/2026'])
  rows.splice(Math.floor(rows.length / 2), 0, first)
  const header = [
    ...['Lead ID', 'Company', 'Handed to', 'Source', 'Campaign', 'Created', 'MQL', 'SQL', 'Customer'],
    ...['Sales verdict', 'Verdict on', 'Returned because'],
  ]
  const padded = rows.map((row) => header.map((_, at) => row[at] ?? ''))
  return { name: 'leads.csv', content: csv({ separator: ',', lineEnd: '\n', start: '' }, [header, ...padded]) }
}

function leadRow(lead: Lead, asOf: Day, seed: number): readonly string[] {
  const random = randomFor(seed, lead.id, 'export')
  const { account, owner, source, id } = lead
  const shown = (day: Day | null) => (day === null || day > asOf ? '' : american(day))
  const isDecided = lead.decided !== null && lead.decided <= asOf
  return [
    id,
    account,
    owner,
    random.next() < 0.01 ? source.replace('ou', 'u') : source,
    random.pick(campaigns[source] ?? ['']),
    ...[lead.lead, lead.mql, lead.sql, lead.won].map(shown),
    isDecided ? lead.verdict : '',
    shown(lead.decided),
    isDecided ? lead.reason : '',
  ]
}

/** Deals that sales found by themselves were never leads. Those of the next weeks are leads today already. */
function fromDeals({ asOf, seed, deals }: Scene): readonly Lead[] {
  const won = new Map(deals.filter((deal) => deal.outcome === 'won').map((deal) => [deal.id, deal.closes]))
  return dealsUntil(asOf + longest, seed)
    .filter((deal) => deal.source !== 'Outbound')
    .map((deal) => leadOf(deal, won.get(deal.id) ?? null, seed))
}

function leadOf(deal: Deal, won: Day | null, seed: number): Lead {
  const random = randomFor(seed, deal.id, 'lead')
  const { source, owner } = deal
  const mql = deal.created - random.int(2, 15)
  const lead = mql - random.int(0, longest - 15)
  const handed = { verdict: 'Accepted', decided: mql + Math.min(random.int(0, 2), deal.created - mql) } as const
  const id = deal.id.replace('OPP', 'LEAD')
  return { id, account: deal.account.name, owner, source, lead, mql, sql: deal.created, won, ...handed, reason: '' }
}

/** Five to seven a working day that come to nothing. */
function astray({ since, asOf, seed }: Scene): readonly Lead[] {
  const story = storyOf(asOf)
  const found: Lead[] = []
  for (let day = since; day <= asOf; day += 1) {
    if (!isWorkday(day)) continue
    const count = randomFor(seed, 'leads', day).int(5, 7)
    for (let at = 1; at <= count; at += 1) found.push(strayLead(day, at, seed, story))
  }
  return found
}

const usualReasons = { 'Too small': 34, 'No budget': 22, 'No answer': 30, 'Wrong contact': 14 }
const reasonsInTheStory = { 'No budget': 62, 'Too small': 18, 'No answer': 20 }

function strayLead(day: Day, at: number, seed: number, story: Story): Lead {
  const id = `LEAD-${textOf(day).slice(2).replaceAll('-', '')}-S${at}`
  const random = randomFor(seed, id)
  const account = random.pick(accounts)
  const source = random.weigh<string>({ Inbound: 62, Event: 22, Partner: 8, Referral: 8 })
  const common = { id, account: random.next() < 0.2 ? '' : account.name, owner: '', source, lead: day }
  const nothing = { mql: null, sql: null, won: null, verdict: '', decided: null, reason: '' } as const
  if (random.next() >= 0.4) return { ...common, ...nothing }
  const mql = day + random.int(1, 14)
  const inTheStory = account.region === 'EMEA' && mql >= story.emeaDrops
  return { ...common, ...nothing, mql, ...verdictOn(random, mql, inTheStory) }
}

function verdictOn(random: Random, mql: Day, inTheStory: boolean): Pick<Lead, 'verdict' | 'decided' | 'reason'> {
  const decided = mql + random.int(1, 5)
  if (random.next() >= (inTheStory ? 0.85 : 0.65)) return { verdict: 'Accepted', decided, reason: '' }
  return { verdict: 'Returned', decided, reason: random.weigh<string>(inTheStory ? reasonsInTheStory : usualReasons) }
}

/** 3/31/2026 */
function american(day: Day): string {
  const [year, month, date] = textOf(day).split('-').map(Number)
  return `${month}/${date}/${year}`
}
