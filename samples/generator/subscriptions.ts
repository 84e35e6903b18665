import type { Account } from './company.js'
import { type Day, monthStart } from './days.js'
import { type Deal, type Story, storyOf } from './deals.js'
import { type Random, randomFor } from './random.js'

/** A stretch of time in which an account pays the same each month. */
export interface Period {
  readonly id: string
  readonly account: Account
  readonly product: string
  readonly plan: string
  /** Cents a month. */
  readonly fee: number
  readonly trial: boolean
  readonly from: Day
  /** The first day that is not paid any more; null while it runs. */
  readonly to: Day | null
  readonly reason: string
}

type Event = 'nothing' | 'more' | 'less' | 'leaves'

/** In a thousand customers and a month. */
const usual = {
  SMB: { more: 16, less: 6, leaves: 14 },
  'Mid-market': { more: 20, less: 6, leaves: 8 },
  Enterprise: { more: 24, less: 5, leaves: 4 },
} as const
const smallInTheStory = { more: 6, less: 14, leaves: 55 }
const usualReasons = {
  'No longer needed': 34,
  Competitor: 26,
  'Missing feature': 18,
  'Too expensive': 12,
  'Taken over': 10,
}
const reasonsInTheStory = { 'Too expensive': 72, Competitor: 18, 'No longer needed': 10 }

/** What the won deals have become by a day: each month a subscription may grow, shrink or end. */
export function subscriptionsUntil(asOf: Day, seed: number, deals: readonly Deal[]): readonly Period[] {
  const story = storyOf(asOf)
  return deals
    .filter((deal) => deal.outcome === 'won' && deal.closes <= asOf)
    .flatMap((deal) => periodsOf(deal, asOf, story, seed))
}

function periodsOf(deal: Deal, asOf: Day, story: Story, seed: number): readonly Period[] {
  const number = deal.id.replace('OPP', 'SUB')
  const random = randomFor(seed, number)
  const common = {
    account: deal.account,
    product: deal.product.name,
    plan: random.weigh({ Team: 50, Business: 35, Scale: 15 }),
  }
  // Billing begins with the month after the contract has been set up.
  const start = monthStart(deal.closes + 10, 1)
  const periods: Period[] = []
  const isTrial = deal.route === 'self-serve'
  if (isTrial && deal.closes <= asOf) {
    const to = start <= asOf ? start : null
    periods.push({ ...common, id: `${number}-0`, fee: 0, trial: true, from: deal.closes, to, reason: '' })
  }
  let fee = Math.round((deal.amount * 100) / 12)
  let from = start
  let month = start
  let part = 1
  const end = (to: Day | null, reason: string) => {
    periods.push({ ...common, id: `${number}-${part}`, fee, trial: false, from, to, reason })
    part += 1
  }
  while (month <= asOf) {
    const next = monthStart(month, 1)
    const event =
      next <= asOf ? eventOf(randomFor(seed, number, next), deal.account.segment, next >= story.smallLeave) : 'nothing'
    if (event === 'leaves') {
      end(next, reasonOf(randomFor(seed, number, next, 'reason'), deal.account, next, story))
      return periods
    }
    if (event !== 'nothing') {
      end(next, '')
      fee = Math.round(fee * factorOf(randomFor(seed, number, next, 'factor'), event))
      from = next
    }
    month = next
  }
  if (from <= asOf) end(null, '')
  return periods
}

function eventOf(random: Random, segment: Account['segment'], inTheStory: boolean): Event {
  const { more, less, leaves } = inTheStory && segment === 'SMB' ? smallInTheStory : usual[segment]
  return random.weigh<Event>({ more, less, leaves, nothing: 1000 - more - less - leaves })
}

function factorOf(random: Random, event: 'more' | 'less'): number {
  return event === 'more' ? random.pick([1.1, 1.15, 1.25, 1.4]) : random.pick([0.6, 0.75, 0.85])
}

function reasonOf(random: Random, account: Account, day: Day, story: Story): string {
  const inTheStory = account.segment === 'SMB' && day >= story.smallLeave
  return random.weigh<string>(inTheStory ? reasonsInTheStory : usualReasons)
}
