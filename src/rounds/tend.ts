import { Temporal } from 'temporal-polyfill'
import type { Button, Message, Subject } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import { calendarsOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { allPeople } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { type Texts, textsFor } from '../locales/texts.js'
import { lastDays } from '../mornings/store.js'
import { isWorkingDay, type WorkCalendar } from '../time/workdays.js'
import { dayOf } from '../time/zone.js'
import type { Round, Turn } from './model.js'
import * as store from './store.js'
import { instantOf, isAtWork, isAway } from './times.js'

/** What a round of one kind asks, and how it says so. */
export interface AskingKind {
  /** As it stands in the round: `standups`. */
  readonly kind: string
  /** Null when what the round is a time of has gone, or is paused: nobody is asked then. */
  planOf(context: Context, round: Round): Promise<Plan | null>
  /**
   * Of those who could be asked now, each on a day of theirs (`YYYY-MM-DD`), who may be; the others are thought of again on their next
   * day. Without it everybody may. Who is let in is asked in the same transaction.
   */
  admit?(context: Context, turns: readonly Candidate[]): Promise<ReadonlySet<Subject>>
  /** Who has an unexpected day off, or a status that says away, is asked when they are back, while the round is open, and not left out. */
  readonly patient?: true
}

/** A kind of round, and what becomes of one that is over. */
export interface RoundKind extends AskingKind {
  /** Posts what came of the round. @returns how many messages were put into the outbox */
  close(context: Context, round: Round, slot: number): Promise<number>
}

/** Somebody whose turn it is to be asked, and the day that it is where they are. */
export type Candidate = Pick<Turn, 'round' | 'person'> & { readonly day: string }

export interface Plan {
  /** Minutes after being asked at which who has not answered is reminded. */
  readonly reminders: readonly number[]
  /** Minutes after being asked at which who has not answered is reminded in their next morning note, beside all else that is due. */
  readonly inNotes?: readonly number[]
  /** The line of a morning note. */
  line(t: Texts): Text
  buttons(t: Texts): readonly Button[]
  /** The question where it comes alone, and the reminder of it. */
  invitation(t: Texts): Message
  reminder(t: Texts): Message
}

/** Who is asked within this many minutes of their morning note is asked in it. */
export const inTheNote = 60
/** So long, in minutes, the question waits for a note that is on its way. */
const noteOnItsWay = 20

/** One person's part of a round: what stands in a note changes when they answer, not when others do. */
export const turnSubject = (round: number, person: number): Subject => `turn:${round}:${person}`

/**
 * Asks whose time has come, reminds who has not answered, and closes what is over. Called again and again; each of these
 * happens once, whoever does it. Call it inside a transaction.
 * @returns how many messages were put into the outbox
 */
export async function tend(context: Context, kinds: readonly RoundKind[], slot: number): Promise<number> {
  const isOver = ({ closesAt }: Round) => Temporal.Instant.compare(closesAt, context.now) <= 0
  const open = await store.openRounds(context.db)
  const asking = await asksOf(
    context,
    kinds,
    open.filter((round) => !isOver(round)),
  )
  let said = await ask(context, asking, slot)
  for (const round of open) {
    const plan = asking.get(round.id)?.plan
    if (plan) said += await remind(context, round, plan, slot)
    const kind = kinds.find((one) => one.kind === round.kind)
    if (kind && isOver(round) && (await store.close(context.db, round.id, context.now)))
      said += await kind.close(context, { ...round, closedAt: context.now }, slot)
  }
  return said
}

/** A round that is not paused: what it asks, and of which kind it is. */
export interface Asks {
  readonly kind: AskingKind
  readonly plan: Plan
}

/** What rounds ask, by their ids; those that are paused, or of no kind that is known, are not among them. */
export async function asksOf(
  context: Context,
  kinds: readonly AskingKind[],
  rounds: Iterable<Round>,
): Promise<ReadonlyMap<number, Asks>> {
  const asks = new Map<number, Asks>()
  for (const round of rounds) {
    const kind = kinds.find((one) => one.kind === round.kind)
    const plan = await kind?.planOf(context, round)
    if (kind && plan) asks.set(round.id, { kind, plan })
  }
  return asks
}

async function ask(context: Context, asking: ReadonlyMap<number, Asks>, slot: number): Promise<number> {
  // While a round is paused nobody in it is found to be away: they may be back before it goes on.
  const due = (await store.dueToAsk(context.db, context.now)).filter(({ round }) => asking.has(round))
  if (due.length === 0) return 0
  const ready = await whoIsThere(context, due, ({ round }) => asking.get(round)?.kind.patient === true)
  const candidates = ready.map(({ turn, day }) => ({ ...turn, day }))
  const admitted = await admittedOf(context, candidates, (round) => asking.get(round)?.kind)
  const asked = await store.markAsked(
    context.db,
    candidates.filter(({ round, person }) => admitted.has(turnSubject(round, person))),
    context.now,
  )
  const taken = new Set(asked.map(({ round, person }) => turnSubject(round, person)))
  const awake = ready.filter(({ turn }) => taken.has(turnSubject(turn.round, turn.person)))
  return tellAll(context, slot, 'ask', awake, (turn, t) => asking.get(turn.round)?.plan.invitation(t) ?? null)
}

/** Who of these may be asked, as the kinds of their rounds say. */
export async function admittedOf(
  context: Context,
  turns: readonly Candidate[],
  kindOf: (round: number) => AskingKind | undefined,
): Promise<ReadonlySet<Subject>> {
  const admitted = new Set<Subject>()
  for (const kind of new Set(turns.map(({ round }) => kindOf(round)))) {
    const theirs = turns.filter(({ round }) => kindOf(round) === kind)
    const all = theirs.map(({ round, person }) => turnSubject(round, person))
    for (const one of (await kind?.admit?.(context, theirs)) ?? all) admitted.add(one)
  }
  return admitted
}

interface There {
  readonly turn: Turn
  readonly person: Person
}

/** People of these turns, each with when they work. */
async function peopleOf(
  context: Context,
  turns: readonly Turn[],
): Promise<readonly (There & { readonly calendar: WorkCalendar })[]> {
  const everybody = new Map((await allPeople(context.db)).map((one) => [one.id, one]))
  const people = turns.flatMap(({ person }) => everybody.get(person) ?? [])
  const calendars = await calendarsOf(context.db, context.company, people)
  return turns.flatMap((turn) => {
    const person = everybody.get(turn.person)
    const calendar = calendars.get(turn.person)
    return person && calendar ? [{ turn, person, calendar }] : []
  })
}

/**
 * Of those whose time has come: who is at work, and is not about to get a morning note with the question in it. After an
 * outage somebody's hours may be over: they wait until their next ones, or until the round closes without them.
 */
async function whoIsThere(
  context: Context,
  due: readonly Turn[],
  isPatient: (turn: Turn) => boolean,
): Promise<readonly (There & { readonly day: string })[]> {
  const noted = await lastDays(context.db)
  const there = []
  for (const { turn, person, calendar } of await peopleOf(context, due)) {
    const day = dayOf(context.now, person.zone)
    if (!person.active || !isWorkingDay(day, calendar)) {
      // A day off that was noted after the round had opened.
      if (!person.active || !isPatient(turn)) await store.markAway(context.db, turn, 'day off')
    } else if (isAway(person, context.now)) {
      if (!isPatient(turn)) await store.markAway(context.db, turn, 'away status')
    } else if (
      isAtWork(person, calendar, context.now) &&
      !waitsForNote(context.now, turn, person, day, noted.get(person.id))
    ) {
      there.push({ turn, person, day })
    }
  }
  return there
}

function waitsForNote(
  now: Temporal.Instant,
  turn: Turn,
  person: Person,
  day: string,
  noted: string | undefined,
): boolean {
  const begins = instantOf(day, person.workFrom, person.zone)
  const fits = turn.askAt.epochMilliseconds <= begins.add({ minutes: inTheNote }).epochMilliseconds
  const late = Math.max(turn.askAt.epochMilliseconds, begins.epochMilliseconds) + noteOnItsWay * 60_000
  const undecided = noted === undefined || noted < day
  return fits && undecided && now.epochMilliseconds < late
}

/**
 * Of several reminders that are due at once, after an outage, only the last is said. Nobody is reminded outside their hours: that
 * reminder is dropped, it would be too late in the morning anyway.
 */
async function remind(context: Context, round: Round, plan: Plan, slot: number): Promise<number> {
  let said = 0
  for (const [index, minutes] of [...plan.reminders.entries()].toReversed()) {
    const late = await store.takeReminders(context.db, round, index + 1, context.now.subtract({ minutes }))
    if (late.length === 0) continue
    const awake = (await peopleOf(context, late)).filter(
      ({ person, calendar }) => person.active && isAtWork(person, calendar, context.now),
    )
    said += await tellAll(context, slot, `remind:${index}`, awake, (_turn, t) => plan.reminder(t))
  }
  return said
}

async function tellAll(
  context: Context,
  slot: number,
  what: string,
  people: readonly There[],
  draw: (turn: Turn, t: Texts) => Message | null,
): Promise<number> {
  if (people.length === 0) return 0
  const homes = await homePlatforms(context.db)
  const messages = people.flatMap(({ turn, person }) => {
    const to = directPlaceAt(homes, person)
    const message = draw(turn, textsFor(person.locale, person.zone))
    if (!to || !message) return []
    const about = turnSubject(turn.round, turn.person)
    return [{ key: `${about}:${what}`, about, to, message, edits: null, slot, urgent: false }]
  })
  return addDeliveries(context, messages)
}
