import type { Temporal } from 'temporal-polyfill'
import type { Context } from '../company/context.js'
import type { Department, Person } from '../company/model.js'
import { allPeople, departmentsOf } from '../company/store.js'
import type { Handoff } from '../handoffs/model.js'
import { openOf, returnedTo } from '../handoffs/store.js'
import type { Answer } from '../metrics/answer.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { scorecardAnswers } from '../metrics/scorecard.js'
import { type Blocker, blockersSince } from '../standups/blocker-store.js'
import { all as allStandups } from '../standups/store.js'
import type { Named } from './decision-card.js'
import * as decisions from './decision-store.js'
import { oneToOneSubject } from './model.js'
import { namedOf } from './named.js'
import { ageOf, isLate, type Standing, standingsOf } from './standing.js'
import * as store from './store.js'

/** What comes back within this time comes back because nobody has looked at it. */
const lookedBack = { hours: 28 * 24 }
/** So many times in that stretch are no accident any more. */
const recurs = 2
const longDays = 7

/** A blocker that has stood for long. Its words are null where its standup keeps them to its owner, or names nobody. */
export interface LongBlocker {
  readonly days: number
  readonly waitsFor: string | null
  readonly said: { readonly words: string; readonly who: string } | null
}

/** What a talk is prepared from. */
export interface Preparation {
  readonly department: Department
  readonly leader: Person
  readonly blockers: readonly LongBlocker[]
  /** Departments that its people waited for again and again, and how often. */
  readonly waited: readonly { readonly label: string; readonly times: number }[]
  readonly returned: readonly (Handoff & { readonly toLabel: string })[]
  readonly late: readonly Handoff[]
  readonly atRisk: readonly Answer[]
  readonly standing: Standing | null
  readonly agreed: readonly Named[]
  readonly note: { readonly words: string; readonly at: Temporal.Instant } | null
}

/**
 * Gathers what the talk with the leader of a department is about: what blocks their people again and again, what they handed over
 * and got back, what is urgent, and what was agreed before.
 * @param lead who leads the talk: numbers and words are under their rights
 * @returns null where the department has no leader, or the two are one person
 */
export async function prepareTalk(
  context: Context,
  catalogue: Catalogue,
  key: string,
  lead: Person,
): Promise<Preparation | null> {
  const { db, now } = context
  const departments = await departmentsOf(db)
  const department = departments.find((one) => one.key === key)
  const people = await allPeople(db)
  const leader = people.find((one) => one.id === department?.leader)
  if (!department || !leader || leader.id === lead.id) return null
  const since = now.subtract(lookedBack)
  const labelOf = (of: string): string => departments.find((one) => one.key === of)?.label ?? of
  const theirs = people.filter((one) => one.department === key).map(({ id }) => id)
  const blockers = await blockersSince(db, theirs, since)
  const answers = await scorecardAnswers(catalogue, key, lead, context)
  const { departments: standings } = await standingsOf(context, [department])
  return {
    department,
    leader,
    blockers: await longOnes(context, blockers, people, labelOf),
    waited: again(blockers, labelOf),
    returned: (await returnedTo(db, key, since)).map((one) => ({ ...one, toLabel: labelOf(one.to) })),
    late: (await openOf(db, { to: [key] })).filter((one) => isLate(one, now)),
    atRisk: answers.filter(({ target }) => target?.status === 'at risk'),
    standing: standings[0] ?? null,
    agreed: await namedOf(context, await decisions.standingOf(db, oneToOneSubject(key), since)),
    note: await noteBetween(context, key, lead.id, leader.id),
  }
}

/** Notes belong to the two who talked: a successor of either begins without them. */
async function noteBetween({ db }: Context, department: string, lead: number, leader: number) {
  const note = await store.latestNote(db, department)
  return note && [lead, leader].includes(note.author) && note.leader === leader ? note : null
}

async function longOnes(
  { db, now }: Context,
  blockers: readonly Blocker[],
  people: readonly Person[],
  labelOf: (key: string) => string,
): Promise<readonly LongBlocker[]> {
  const open = blockers.filter(({ clearedAt }) => clearedAt === null)
  const told = new Set(
    (await allStandups(db)).filter(({ standup }) => standup.privacy === 'public').map(({ standup }) => standup.name),
  )
  return open
    .map((one) => ({
      days: ageOf(one.openedAt, now),
      waitsFor: one.waitsFor === null ? null : labelOf(one.waitsFor),
      said: told.has(one.standup)
        ? { words: one.text, who: people.find(({ id }) => id === one.person)?.name ?? '' }
        : null,
    }))
    .filter(({ days }) => days >= longDays)
}

function again(blockers: readonly Blocker[], labelOf: (key: string) => string): Preparation['waited'] {
  const times = new Map<string, number>()
  for (const { waitsFor } of blockers) if (waitsFor !== null) times.set(waitsFor, (times.get(waitsFor) ?? 0) + 1)
  return [...times]
    .filter(([, count]) => count >= recurs)
    .sort(([, a], [, b]) => b - a)
    .map(([key, count]) => ({ label: labelOf(key), times: count }))
}
