import { type Account, accounts, products, type Region, type Segment, sellers } from './company.js'
import { type Day, isWorkday, monthsBefore, quarterStart, textOf, workdayFrom } from './days.js'
import { type Random, randomFor } from './random.js'

export interface Deal {
  readonly id: string
  readonly account: Account
  readonly owner: string
  readonly region: Region
  readonly product: (typeof products)[number]
  /** Whole euros a year. */
  readonly amount: number
  readonly source: string
  readonly route: string
  readonly created: Day
  readonly closes: Day
  readonly outcome: 'won' | 'lost'
  readonly reason: string
}

/** What the company's numbers shall tell on a day. */
export interface Story {
  /** From this day on EMEA loses more, mostly over the price; the start of a quarter. */
  readonly emeaDrops: Day
  /** From this day on small customers leave more, because of a rise in prices. */
  readonly smallLeave: Day
}

/** The company opened for business on 4 January 2021. */
const founded: Day = 18_631

/** A quarter that is only some weeks old has too few deals to tell anything: then the quarter before it belongs to the story. */
export function storyOf(asOf: Day): Story {
  const emeaDrops = quarterStart(asOf - 28)
  return { emeaDrops, smallLeave: monthsBefore(emeaDrops, 1) }
}

/** Days from creation to close, from the quickest to the slowest twentieth; measured nowhere, plausible for a firm of this kind. */
const cycles = [9, 14, 19, 24, 29, 33, 37, 41, 45, 50, 55, 60, 66, 72, 79, 87, 97, 110, 128, 150, 185]
const size: Readonly<Record<Segment, readonly [from: number, to: number]>> = {
  SMB: [0.5, 1],
  'Mid-market': [0.9, 1.8],
  Enterprise: [1.8, 3.6],
}

/**
 * Every deal that was created from the founding up to a day, in the order of closing. A deal depends on the seed, on its own
 * day and on the story alone, so that the same deals are there tomorrow, a day further on.
 */
export function dealsUntil(asOf: Day, seed: number): readonly Deal[] {
  const open: Omit<Deal, 'outcome' | 'reason'>[] = []
  for (let day = founded; day <= asOf; day += 1) {
    if (!isWorkday(day)) continue
    const random = randomFor(seed, 'day', day)
    const count = random.pick([1, 2, 2, 2, 3, 3])
    for (let at = 1; at <= count; at += 1) open.push(newDeal(seed, day, at))
  }
  open.sort((a, b) => a.closes - b.closes || (a.id < b.id ? -1 : 1))
  const decide = judge(storyOf(asOf), seed)
  return open.map((deal) => ({ ...deal, ...decide(deal) }))
}

function newDeal(seed: number, created: Day, at: number): Omit<Deal, 'outcome' | 'reason'> {
  const id = `OPP-${textOf(created).slice(2).replaceAll('-', '')}-${at}`
  const random = randomFor(seed, id)
  const account = random.pick(accounts)
  const product = productOf(random)
  const [least, most] = size[account.segment]
  const discount = random.pick([1, 1, 1, 0.95, 0.9, 0.85])
  const amount = Math.round((product.price * (least + random.next() * (most - least)) * discount) / 100) * 100
  const owners = sellers.filter((seller) => seller.sells && seller.region === account.region)
  return {
    id,
    account,
    owner: random.pick(owners).name,
    region: account.region,
    product,
    amount,
    source: random.weigh({ Inbound: 34, Outbound: 26, Partner: 18, Event: 12, Referral: 10 }),
    route: random.weigh({ direct: 68, partner: 22, 'self-serve': 10 }),
    created,
    closes: workdayFrom(created + cycleOf(random, account.segment)),
  }
}

function productOf(random: Random): (typeof products)[number] {
  const name = random.weigh<string>(Object.fromEntries(products.map((product) => [product.name, product.weight])))
  return products.find((product) => product.name === name) ?? products[0]
}

function cycleOf(random: Random, segment: Segment): number {
  const place = random.next() * (cycles.length - 1)
  const low = cycles[Math.floor(place)] ?? 0
  const high = cycles[Math.ceil(place)] ?? low
  const days = low + (high - low) * (place - Math.floor(place))
  return Math.round(days * { SMB: 0.8, 'Mid-market': 1, Enterprise: 1.3 }[segment])
}

const usualRate: Readonly<Record<Region, number>> = { EMEA: 0.3, Americas: 0.31, APAC: 0.27 }
const rateInTheStory = 0.15
const usualReasons = { Price: 25, 'No decision': 30, Competitor: 22, 'Missing feature': 13, Timing: 10 }
const reasonsInTheStory = { Price: 50, 'No decision': 32, Competitor: 10, Timing: 8 }

/**
 * Decides deals in the order of their closing. Wins are spread evenly over each region and quarter (multiples of the golden
 * ratio) instead of thrown by dice: a quarter has too few deals for a rate to come out as it should by chance.
 */
function judge(
  story: Story,
  seed: number,
): (deal: Pick<Deal, 'id' | 'region' | 'closes'>) => { outcome: 'won' | 'lost'; reason: string } {
  const golden = 0.618_033_988_75
  const counts = new Map<string, number>()
  return ({ id, region, closes }) => {
    const quarter = `${region} ${quarterStart(closes)}`
    const count = counts.get(quarter) ?? 0
    counts.set(quarter, count + 1)
    const drops = region === 'EMEA' && closes >= story.emeaDrops
    const place = (randomFor(seed, quarter).next() + count * golden) % 1
    if (place < (drops ? rateInTheStory : usualRate[region])) return { outcome: 'won', reason: '' }
    const random = randomFor(seed, id, 'reason')
    return { outcome: 'lost', reason: drops ? random.weigh(reasonsInTheStory) : random.weigh(usualReasons) }
  }
}

/** Where a deal that is still open stands: the further in its cycle, the later the stage. */
export function openStage(deal: Pick<Deal, 'created' | 'closes'>, asOf: Day): string {
  const share = (asOf - deal.created) / (deal.closes - deal.created)
  if (share < 0.2) return 'Qualified'
  if (share < 0.5) return 'Demo'
  return share < 0.8 ? 'Proposal' : 'Negotiation'
}
