import { accounts, products, sellers } from './company.js'
import { contractsFile } from './contracts.js'
import { csv, german, type SampleFile } from './csv.js'
import { type Day, germanText, monthStart, monthsBefore, textOf, workdayFrom } from './days.js'
import { type Deal, dealsUntil, openStage } from './deals.js'
import { enteredFile, ratesFile } from './finance.js'
import { leadsFile } from './leads.js'
import { balancesFile, invoicesFile } from './money.js'
import { forecastsFile, quotasFile } from './plans.js'
import { type Random, randomFor } from './random.js'
import { renewalsFile } from './renewals.js'
import type { Scene } from './scene.js'
import { spendFile } from './spend.js'
import { stageFile } from './stages.js'
import { type Period, subscriptionsUntil } from './subscriptions.js'
import { employeesFile, surveysFile } from './surveys.js'

/** How far back the exports go. */
const months = 24

/** What the systems of the sample company export on a day. */
export function exportsOf(asOf: Day, seed: number): readonly SampleFile[] {
  const since = monthsBefore(asOf, months)
  const deals = dealsUntil(asOf, seed)
  const periods = subscriptionsUntil(asOf, seed, deals)
  const scene: Scene = { asOf, since, seed, deals, periods }
  return [
    opportunitiesFile(
      deals.filter((deal) => deal.closes >= since),
      asOf,
      seed,
    ),
    subscriptionsFile(since, periods),
    contractsFile(scene),
    accountsFile(seed),
    {
      name: 'products.csv',
      content: csv({ separator: ',', lineEnd: '\n', start: '' }, [
        ['Product', 'Family', 'List price per year'],
        ...products.map(({ name, family, price }) => [name, family, price.toFixed(2)]),
      ]),
    },
    {
      name: 'sales_teams.csv',
      content: csv({ separator: '\t', lineEnd: '\n', start: '' }, [
        ['Deal owner', 'Team', 'Region'],
        ...sellers.map(({ name, team, region }) => [name, team, region]),
      ]),
    },
    stageFile(scene),
    leadsFile(scene),
    quotasFile(scene),
    forecastsFile(scene),
    renewalsFile(scene),
    invoicesFile(scene),
    balancesFile(scene),
    spendFile(scene),
    surveysFile(scene),
    employeesFile(scene),
    ratesFile(scene),
    enteredFile(scene),
  ]
}

function opportunitiesFile(deals: readonly Deal[], asOf: Day, seed: number): SampleFile {
  const rows = [...deals.map((deal) => dealRow(deal, asOf, seed)), delta(asOf)].sort((a, b) =>
    (a[0] ?? '') < (b[0] ?? '') ? -1 : 1,
  )
  const quarter = Math.floor(rows.length / 4)
  for (const [at, row] of wrongRows(asOf).entries()) rows.splice(quarter * (at + 1), 0, row)
  const header = [
    ...['Opportunity ID', 'Account', 'Deal owner', 'Product', 'Stage', 'Amount (EUR)', 'Created', 'Closed'],
    ...['Lead source', 'Route', 'Lost reason', 'Next step'],
  ]
  // As spreadsheets on Windows write it.
  return {
    name: 'opportunities.csv',
    content: csv({ separator: ',', lineEnd: '\r\n', start: '\uFEFF' }, [header, ...rows]),
  }
}

function dealRow(deal: Deal, asOf: Day, seed: number): readonly string[] {
  const random = randomFor(seed, deal.id, 'export')
  const isOpen = deal.closes > asOf
  const stage = isOpen ? openStage(deal, asOf) : deal.outcome === 'won' ? 'Won' : 'Lost'
  const hasAmount = stage !== 'Lost' || random.next() < 0.7
  const isDated = (stage !== 'Qualified' || random.next() < 0.5) && (stage !== 'Demo' || random.next() < 0.9)
  return [
    deal.id,
    stage !== 'Won' && random.next() < 0.1 ? '' : accountName(deal.account.name, random),
    deal.owner,
    productName(deal.product.name, random),
    stage,
    hasAmount ? deal.amount.toFixed(2) : '',
    isDated
      ? `${textOf(deal.created)}T${String(random.int(7, 16)).padStart(2, '0')}:${random.pick(['05', '20', '45'])}:00Z`
      : '',
    isOpen ? expectedClose(deal, stage) : textOf(deal.closes),
    deal.source,
    deal.route,
    stage === 'Lost' ? deal.reason : '',
    isOpen ? nextStep(random) : '',
  ]
}

/** The CRM keeps the day on which a deal is expected to close in the same column: the end of a month, once anybody dares to say. */
function expectedClose({ closes }: Deal, stage: string): string {
  return stage === 'Qualified' ? '' : textOf(monthStart(closes, 1) - 1)
}

/** Now and then somebody types a name anew instead of choosing it. */
function accountName(name: string, random: Random): string {
  return random.next() < 0.015 ? name.replace(' ', '-') : name
}

/** The CRM has its own name for one product, which the price list does not know; another is misspelt by hand. */
function productName(name: string, random: Random): string {
  if (name === 'Acme Flow') return 'AcmeFlow'
  return name === 'Acme Connect' && random.next() < 0.04 ? 'Acme Conect' : name
}

function nextStep(random: Random): string {
  const steps = [
    'Send the offer',
    'Call procurement',
    'Demo for the "data council"',
    'Security review; waiting for legal',
    '',
  ]
  const first = random.pick(steps)
  return random.next() < 0.2 ? `${first}\nCheck the budget, then call again` : first
}

/** The deal that everybody talks about. */
function delta(asOf: Day): readonly string[] {
  const created = workdayFrom(monthStart(asOf, -2) + 3)
  const day = `${textOf(created)}T08:20:00Z`
  return [
    ...['OPP-DELTA', 'Delta Robotics', 'Lena Vogt', 'Acme Guard', 'Negotiation', '60000.00', day, ''],
    ...['Referral', 'direct', '', 'Contract is with their legal department'],
  ]
}

/** What an import has to refuse: a day that does not exist, an amount that is none, a stage that nobody has heard of. */
function wrongRows(asOf: Day): readonly (readonly string[])[] {
  const year = textOf(monthsBefore(asOf, 12)).slice(0, 4)
  const created = `${year}-01-15T09:20:00Z`
  const row = (id: string, stage: string, amount: string, closed: string) => [
    ...[id, 'Oak Media', 'Grace Kim', 'Acme Insight', stage, amount, created, closed, 'Event', 'direct', '', ''],
  ]
  return [
    row('OPP-IMPORTED-1', 'Won', '14400.00', `${year}-02-30`),
    row('OPP-IMPORTED-2', 'Demo', 'tbd', ''),
    row('OPP-IMPORTED-3', 'Wno', '9600.00', `${year}-03-16`),
  ]
}

function subscriptionsFile(since: Day, periods: readonly Period[]): SampleFile {
  const rows = periods
    .filter((period) => period.to === null || period.to >= since)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((period) => [
      period.id,
      period.account.name,
      period.product,
      period.plan,
      german(period.fee / 100, 2),
      'EUR',
      germanText(period.from),
      period.to === null ? '' : germanText(period.to),
      period.reason,
      period.trial ? 'yes' : 'no',
    ])
  const header = [
    ...[
      'Subscription',
      'Customer',
      'Product',
      'Plan',
      'Monthly fee',
      'Currency',
      'Start',
      'End',
      'End reason',
      'Trial',
    ],
  ]
  return { name: 'subscriptions.csv', content: csv({ separator: ';', lineEnd: '\r\n', start: '' }, [header, ...rows]) }
}

function accountsFile(seed: number): SampleFile {
  const rows = accounts.map(({ name, segment, industry, country, region, employees, revenue }) => {
    const isMisspelt = segment === 'Mid-market' && randomFor(seed, name, 'segment').next() < 0.12
    const written = isMisspelt ? 'Mid-markt' : segment
    return [name, written, industry, country, region, String(employees), german(revenue / 10, 1)]
  })
  const header = ['Account', 'Segment', 'Industry', 'Country', 'Region', 'Employees', 'Revenue (EUR m)']
  return { name: 'accounts.csv', content: csv({ separator: ';', lineEnd: '\n', start: '' }, [header, ...rows]) }
}
