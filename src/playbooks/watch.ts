import { judge } from '../alerts/judge.js'
import { type Looking, lookAt, looking } from '../alerts/look.js'
import { readCondition } from '../alerts/model.js'
import { followed } from '../alerts/question.js'
import { sentence } from '../alerts/sentence.js'
import { newestImports } from '../alerts/store.js'
import { flatten } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { allPeople } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { textsFor } from '../locales/texts.js'
import type { Answer } from '../metrics/answer.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { recordPosted } from '../metrics/posted.js'
import { shownValue } from '../metrics/shown.js'
import { mayRead } from '../metrics/visibility.js'
import { dayOf } from '../time/zone.js'
import { proposalsCard } from './card.js'
import { messageSubject, performAtOnce } from './decide.js'
import { type Fields, isRecord, type MetricScenario, type Playbook, type RecordScenario } from './model.js'
import { checkNumber } from './number.js'
import { letGo, takeSilently, takeUp } from './records-store.js'
import * as store from './store.js'

/** What a playbook has to speak of now. */
interface Found {
  readonly subject: string
  readonly fields: Fields
  /** The number that it speaks of; null of a record. */
  readonly answer: Answer | null
}

/** Who is told, and the numbers that stand in what they are told. */
interface Asked {
  readonly reader: Person
  readonly answers: Answer[]
}

/** As many are done by themselves; an export that brings more at once is no day like any other. */
const mostAtOnce = 20
/** As many are taken up by one look; the others by the next. */
const mostTaken = 500

/**
 * Looks at every playbook whose day or data is another than at the last look, and proposes, or does, what was agreed for what has become
 * so: one message per person, however much there is. Call it in the transaction of its slot.
 * @returns how many messages were put into the outbox
 */
export async function watchPlaybooks(context: Context, catalogue: Catalogue, slot: number): Promise<number> {
  const { db } = context
  const answers = looking(catalogue, context)
  const all = await store.all(db)
  await keepNumbers(context, catalogue, answers, all)
  const active = all.filter(({ state }) => state === 'active')
  if (active.length === 0) return 0
  const [imports, people] = await Promise.all([newestImports(db), allPeople(db)])
  const byId = new Map(people.map((one) => [one.id, one]))
  const asked = new Map<number, Asked>()
  for (const stored of active) {
    const seen = seenBy(stored.playbook, imports, context, catalogue)
    const owner = byId.get(stored.owner)
    const reader = readerOf(stored, people)
    if (seen === stored.seen || !owner?.active || !reader?.active || !hasData(stored.playbook, imports, catalogue))
      continue
    const found = isRecord(stored.playbook.when)
      ? await lookAtRecords(context, stored, stored.playbook.when)
      : await lookAtNumber(context, catalogue, answers, stored, stored.playbook.when, reader)
    if (found.length < mostTaken) await store.markSeen(db, stored.playbook.name, seen)
    if (found.length === 0) continue
    await speak(context, catalogue, stored, found, { owner, reader, message: `${slot}-${reader.id}`, answers })
    const here = asked.get(reader.id) ?? { reader, answers: [] }
    here.answers.push(...found.flatMap(({ answer }) => answer ?? []))
    asked.set(reader.id, here)
  }
  return tell(context, slot, [...asked.values()])
}

/** By what a playbook was looked at: the same again cannot come out otherwise. */
function seenBy(
  { when }: Playbook,
  imports: ReadonlyMap<string, number>,
  { now, company }: Context,
  catalogue: Catalogue,
): string {
  const metric = isRecord(when) ? null : catalogue.find(when.metric)
  const facts = isRecord(when) ? [when.record, ...(when.latest ? [when.latest.record] : [])] : (metric?.facts ?? [])
  const version = metric ? [metric.version] : []
  return [dayOf(now, company.zone), ...version, ...facts.map((fact) => imports.get(fact) ?? 0)].join(' ')
}

/** Before the first import there is nothing to look at, and what that import brings is where things begin. */
function hasData({ when }: Playbook, imports: ReadonlyMap<string, number>, catalogue: Catalogue): boolean {
  const facts = isRecord(when) ? [when.record] : (catalogue.find(when.metric)?.facts ?? [])
  return facts.length > 0 && facts.every((fact) => imports.has(fact))
}

function readerOf({ playbook: { ask }, owner }: store.Stored, people: readonly Person[]): Person | undefined {
  return people.find((one) => (ask === undefined ? one.id === owner : one.email === ask))
}

async function lookAtRecords(
  context: Context,
  { playbook, seen }: store.Stored,
  when: RecordScenario,
): Promise<readonly Found[]> {
  const { db, company, now } = context
  const against = { today: dayOf(now, company.zone), currency: company.currency }
  if (playbook.often === 'every time') await letGo(db, playbook.name, when, against)
  if (seen !== null || playbook.existing) {
    const taken = await takeUp(db, playbook.name, when, against, mostTaken)
    return taken.map((one) => ({ ...one, answer: null }))
  }
  // What was so before it began is not news, unless it is meant to be.
  await takeSilently(db, playbook.name, when, against)
  return []
}

async function lookAtNumber(
  context: Context,
  catalogue: Catalogue,
  answers: Looking,
  { playbook }: store.Stored,
  when: MetricScenario,
  reader: Person,
): Promise<readonly Found[]> {
  const { db, company, now, t } = context
  const condition = readCondition(when.is)
  const one = followedNow(when, context, catalogue)
  if (!condition || !one || !mayRead(one.metric, reader)) return []
  const inside = await store.insideOf(db, playbook.name)
  // Looked at it may have been before, while there was nothing to judge or nobody to tell: it begins where something is judged.
  const begun = inside.size > 0
  const { definition } = one.metric
  const at = { t, calendar: company, today: dayOf(now, company.zone) }
  const found: Found[] = []
  const looks = await lookAt(one, condition, answers, partsIn(inside))
  for (const { part, answer, position, numbers } of looks) {
    if (position === null) continue
    const subject = `metric:${definition.name}${part === '' ? '' : `/${part}`}`
    const known = inside.get(subject)
    const before = known === undefined ? null : { inside: known, told: known, toldAt: null }
    const { standing, say } = judge(before, position, { now, quiet: 0 })
    if (known && !standing.inside && playbook.often === 'first time') continue
    await store.saveInside(db, playbook.name, subject, standing.inside)
    const begins = before === null && standing.inside && (begun || playbook.existing)
    if (say !== 'fired' && !begins) continue
    const said = { kind: 'fired', condition: condition.kind, definition, question: answer.question, numbers } as const
    const value = shownValue(numbers.value, definition, numbers.currency, t)
    const fields = { metric: definition.label, part, value, sentence: flatten(sentence(said, at)) }
    found.push({ subject, fields, answer })
  }
  return found
}

/** The parts of its number that a playbook has seen: `EMEA` of `metric:win_rate/EMEA`. */
const partsIn = (inside: ReadonlyMap<string, boolean>): readonly string[] =>
  [...inside.keys()].flatMap((subject) => (subject.includes('/') ? [subject.slice(subject.indexOf('/') + 1)] : []))

function followedNow(when: MetricScenario, { company, now }: Context, catalogue: Catalogue) {
  try {
    return followed({ ...when }, { catalogue, company, today: dayOf(now, company.zone) })
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

interface Speaking {
  readonly owner: Person
  readonly reader: Person
  readonly message: string
  readonly answers: Looking
}

/** Records what a playbook speaks of, and does it where that was agreed; never for a whole export at once. */
async function speak(
  context: Context,
  catalogue: Catalogue,
  { playbook, owner: ownerId }: store.Stored,
  found: readonly Found[],
  { owner, reader, message, answers }: Speaking,
): Promise<void> {
  const atOnce = playbook.how === 'at once' && playbook.needs === undefined && found.length <= mostAtOnce
  const before = await checkNumber(playbook, catalogue, answers)
  for (const { subject, fields } of found) {
    const firing = await store.insert(context.db, {
      playbook: playbook.name,
      subject,
      fields,
      at: context.now,
      asked: reader.id,
      message,
      before,
    })
    if (atOnce) await performAtOnce({ ...context, by: owner }, catalogue, { firing, playbook, owner: ownerId })
  }
}

async function tell(context: Context, slot: number, asked: readonly Asked[]): Promise<number> {
  const homes = await homePlatforms(context.db)
  const deliveries = await Promise.all(
    asked.map(async ({ reader: person, answers }) => {
      const to = directPlaceAt(homes, person)
      const message = `${slot}-${person.id}`
      const about = messageSubject(message)
      const inside = { ...context, t: textsFor(person.locale, person.zone) }
      const drawn = await proposalsCard(inside, await store.ofMessage(context.db, message))
      if (!to) return []
      await recordPosted(context, [{ delivery: about, to, answers }])
      return [{ key: about, about, to, message: drawn, edits: null, slot, urgent: false, view: 'proposals' }]
    }),
  )
  return addDeliveries(context, deliveries.flat())
}

/** When it is time to ask whether something helped, the number by which that can be seen is kept. */
async function keepNumbers(
  { db, now }: Context,
  catalogue: Catalogue,
  answers: Looking,
  all: readonly store.Stored[],
): Promise<void> {
  const playbooks = new Map(all.map(({ playbook }) => [playbook.name, playbook]))
  for (const firing of await store.toCheck(db, now)) {
    if (firing.before === null || firing.after !== null) continue
    const playbook = playbooks.get(firing.playbook)
    const after = playbook && (await checkNumber(playbook, catalogue, answers))
    if (after !== null && after !== undefined) await store.saveAfter(db, firing.id, after)
  }
}
