import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { placesOf } from '../company/store.js'
import { withhold } from '../metrics/withhold.js'
import { reads } from '../rounds/audience.js'
import * as rounds from '../rounds/store.js'
import type { Prompt } from './model.js'
import type { AskedRound } from './prompt-store.js'
import * as store from './results-store.js'
import { readTally } from './tally.js'

/** What a group answered to one question: how many, and each value so often. */
export interface QuestionTally {
  readonly answered: number
  readonly values: ReadonlyMap<string, number>
}

/** A group of answers that may be told. */
export interface Group {
  /** A department's key or a segment; null for everybody, and for those of none. */
  readonly key: string | null
  readonly count: number
  readonly questions: readonly QuestionTally[]
}

/** Who looks: an owner, or somebody whom the results were shared with. */
export type Reader = 'owner' | 'other'

export interface Results {
  readonly asked: AskedRound
  /** `YYYY-MM-DD` */
  readonly day: string
  /** Whether nothing can be added any more. */
  readonly closed: boolean
  /** How many were asked, and how many have answered. That somebody answered is not what they said. */
  readonly invited: number
  readonly answered: number
  /** Null while there are too few to be told. */
  readonly whole: Group | null
  readonly by: store.Split
  /** Only those that may be told. */
  readonly groups: readonly Group[]
  /** How many answers are of groups that may not be told; they are in the whole. */
  readonly held: number
}

/**
 * What came of a round, as far as this reader may know it. Anonymous answers were told by groups of enough when they were opened, and are
 * looked at once more here: `least` may have been raised since. Confidential ones are told by groups of enough to all but the owners,
 * once the round has closed.
 */
export async function resultsOf(
  context: Context,
  asked: AskedRound,
  reader: Reader,
  by: store.Split = null,
): Promise<Results> {
  const round = await rounds.byId(context.db, asked.round)
  if (!round) throw new Error(`There is no round ${asked.round}`)
  const split = asked.prompt.privacy === 'named' || by !== 'segment' ? by : null
  const least = leastFor(asked, reader)
  const early = least > 1 && asked.prompt.privacy === 'confidential' && round.closedAt === null
  const counted = early ? [] : await store.countsOf(context.db, asked.round, split)
  const { whole, told } = toldOf(asked.prompt, counted, least)
  const groups = split === null ? [] : told.toSorted((a, b) => b.count - a.count)
  return {
    asked,
    day: round.day,
    closed: round.closedAt !== null,
    ...(await rounds.turnout(context.db, asked.round)),
    whole,
    by: split,
    groups,
    held: split === null || !whole ? 0 : whole.count - groups.reduce((sum, { count }) => sum + count, 0),
  }
}

/** From how many answers on a group is told to a reader. */
export function leastFor({ prompt, least }: AskedRound, reader: Reader): number {
  if (prompt.privacy === 'named' || (prompt.privacy === 'confidential' && reader === 'owner')) return 1
  return least
}

/** The whole and its groups, without what may not be told. */
export function toldOf(
  { questions }: Pick<Prompt, 'questions'>,
  counted: readonly store.Counted[],
  least: number,
): { readonly whole: Group | null; readonly told: readonly Group[] } {
  const whole = new Sum(null, questions.length)
  const groups = new Map<string | null, Sum>()
  for (const { group, tally, count } of counted) {
    const values = readTally(tally)
    const own = groups.get(group) ?? new Sum(group, questions.length)
    groups.set(group, own)
    own.add(values, count)
    whole.add(values, count)
  }
  const sizes = [...groups.values()].map(({ key, count }) => ({ key, count }))
  const may = withhold(sizes, least)
  return {
    whole: may.whole && whole.count > 0 ? whole : null,
    // What has no group is what was held back when the others were told: it is no group of its own.
    told: [...groups.values()].filter(({ key }) => key !== null && may.told.has(key)),
  }
}

/** Adds up answers that count the same. */
class Sum implements Group {
  readonly key: string | null
  readonly questions: { answered: number; readonly values: Map<string, number> }[]
  count = 0

  constructor(key: string | null, questions: number) {
    this.key = key
    this.questions = Array.from({ length: questions }, () => ({ answered: 0, values: new Map() }))
  }

  add(tally: readonly (readonly string[])[], count: number): void {
    this.count += count
    for (const [index, question] of this.questions.entries()) {
      const values = tally[index] ?? []
      if (values.length > 0) question.answered += count
      for (const value of values) question.values.set(value, (question.values.get(value) ?? 0) + count)
    }
  }
}

/** Who manages a prompt: its owners, and RevOps. */
export const mayManage = (by: Person, prompt: Prompt): boolean => isOwner(by, prompt) || by.role === 'revops'

const isOwner = ({ email }: Person, { owners }: Prompt): boolean => owners.includes(email)

/**
 * As whom somebody may look at the results of a round: an owner always, RevOps as others do, and once they are shared whoever was asked
 * and whoever reads the place that they are posted in.
 */
export async function readerOf(context: Context & { readonly by: Person }, asked: AskedRound): Promise<Reader | null> {
  const { by, db } = context
  if (isOwner(by, asked.prompt)) return 'owner'
  if (by.role === 'revops') return 'other'
  if (asked.sharedAt === null) return null
  if (await rounds.turnOf(db, asked.round, by.id)) return 'other'
  const place = (await placesOf(db)).find(({ name }) => name === asked.prompt.results.place)
  return place && reads(place.audience, by) ? 'other' : null
}
