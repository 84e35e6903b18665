import { recordChange } from '../audit/store.js'
import type { Message } from '../chat/message.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import { grant, revoke } from '../company/grants-store.js'
import type { Person } from '../company/model.js'
import { departmentsOf, personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { textsFor } from '../locales/texts.js'
import { dayOf } from '../time/zone.js'
import { grantedCard, refusedCard, wantedCard } from './access-card.js'
import type { Catalogue, Metric } from './catalogue.js'
import { answersFor, ownerOf } from './owner.js'
import { closedBy, subjectOf } from './visibility.js'

type Acting = Context & { readonly by: Person }

/** The metrics by name. @throws Error for one that the catalogue does not have, although another one is built on it */
function named(catalogue: Catalogue, names: readonly string[]): readonly Metric[] {
  return names.map((name) => {
    const metric = catalogue.get(name)
    if (!metric) throw new Error(`No metric ${name}, although the catalogue was checked`)
    return metric
  })
}

/** Who has to agree that somebody reads a metric: the owners of all that keeps them from it, each with what is theirs. */
async function keepersOf(
  { db }: Context,
  catalogue: Catalogue,
  metric: Metric,
  person: Person,
): Promise<readonly { readonly owner: Person; readonly metrics: readonly Metric[] }[]> {
  const closed = named(catalogue, closedBy(metric, person))
  const owners = new Map<number, { owner: Person; metrics: Metric[] }>()
  for (const one of closed) {
    const owner = await ownerOf(db, one.definition)
    if (!owner) throw new Refusal('answers.access_nobody', { metric: metric.definition.label })
    const known = owners.get(owner.id) ?? { owner, metrics: [] }
    known.metrics.push(one)
    owners.set(owner.id, known)
  }
  return [...owners.values()]
}

/** What came of asking for access: who was asked, or that there is nothing to ask for. */
export type Requested =
  | { readonly kind: 'open' }
  | { readonly kind: 'asked' | 'asked before'; readonly owners: readonly Person[] }

/**
 * Asks the owners of a metric, and of what it is built on, to let somebody read it; each once a day, in their direct conversation.
 * @throws Refusal for an outsider, and where an owner cannot be reached
 */
export async function requestAccess(context: Acting, catalogue: Catalogue, metric: Metric): Promise<Requested> {
  const { by, company, now } = context
  if (by.outsider) throw new Refusal('answers.refused_outsider')
  const keepers = await keepersOf(context, catalogue, metric, by)
  if (keepers.length === 0) return { kind: 'open' }
  const about = subjectOf(metric.definition.name)
  const day = dayOf(now, company.zone)
  const deliveries = keepers.flatMap(({ owner, metrics }) => {
    const to = directPlace(owner)
    const message = wantedCard(metric, metrics, by, textsFor(owner.locale, owner.zone))
    const key = `access:${metric.definition.name}:${by.id}:${owner.id}:${day}`
    return to ? [{ key, about, to, message, edits: null, slot: null, urgent: true }] : []
  })
  const added = await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const count = await addDeliveries(inside, deliveries)
    const asked = keepers.map(({ owner }) => owner.email)
    if (count > 0)
      await recordChange(inside, { subject: about, verb: 'request access', before: null, after: { asked } })
    return count
  })
  return { kind: added > 0 ? 'asked' : 'asked before', owners: keepers.map(({ owner }) => owner) }
}

/** What an owner's card says after a press: it is settled, whoever pressed first. */
export interface Decided {
  readonly person: Person
  readonly granted: boolean
}

/**
 * Lets somebody read a metric, as far as it is the presser's to say: what they answer for of all that keeps the person from it. The
 * person hears of it.
 * @throws Refusal for somebody who does not answer for any of it
 */
export async function grantAccess(
  context: Acting,
  catalogue: Catalogue,
  metric: Metric,
  personId: number,
): Promise<Decided> {
  const { by, now } = context
  const person = await requester(context, metric, personId)
  const own = await ownedBy(context, named(catalogue, closedBy(metric, person)), metric)
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    for (const one of own) {
      const subject = subjectOf(one.definition.name)
      const added = await grant(tx, { person: person.id, subject, grantedBy: by.id, grantedAt: now })
      const after = { person: person.email }
      if (added) await recordChange(inside, { subject, verb: 'grant access', before: null, after })
    }
    const asNow = (await personById(tx, person.id)) ?? person
    const waiting = await keepersOf(inside, catalogue, metric, asNow)
    const others = waiting.map(({ owner }) => owner.name)
    await tell(inside, metric, person, (t) => grantedCard(metric, by, others, t))
  })
  return { person, granted: true }
}

/** Says no; the person hears of it. @throws Refusal for somebody who does not answer for any of it */
export async function declineAccess(
  context: Acting,
  catalogue: Catalogue,
  metric: Metric,
  personId: number,
): Promise<Decided> {
  const person = await requester(context, metric, personId)
  await ownedBy(context, named(catalogue, closedBy(metric, person)), metric)
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const told = await tell(inside, metric, person, (t) => refusedCard(metric, context.by, t))
    const change = { subject: subjectOf(metric.definition.name), verb: 'decline access', before: null }
    if (told > 0) await recordChange(inside, { ...change, after: { person: person.email } })
  })
  return { person, granted: false }
}

/**
 * Takes back what was granted of a metric. @returns whose it was, and whether there was anything to take back
 * @throws Refusal for somebody who does not answer for the metric
 */
export async function revokeAccess(
  context: Acting,
  metric: Metric,
  personId: number,
): Promise<{ readonly person: Person; readonly revoked: boolean }> {
  const person = await requester(context, metric, personId)
  await ownedBy(context, [metric], metric)
  const subject = subjectOf(metric.definition.name)
  const revoked = await context.db.transaction(async (tx) => {
    const taken = await revoke(tx, { person: person.id, subject, by: context.by.id, at: context.now })
    const change = { subject, verb: 'revoke access', before: { person: person.email }, after: null }
    if (taken) await recordChange({ ...context, db: tx }, change)
    return taken
  })
  return { person, revoked }
}

async function requester({ db }: Context, metric: Metric, id: number): Promise<Person> {
  const person = await personById(db, id)
  if (!person) throw new Refusal('answers.access_not_yours', { metric: metric.definition.label })
  return person
}

/** Those of the metrics that the presser answers for. With nothing left to decide, whoever answers for the metric itself passes. */
async function ownedBy({ db, by }: Acting, metrics: readonly Metric[], metric: Metric): Promise<readonly Metric[]> {
  const departments = await departmentsOf(db)
  const own = metrics.filter(({ definition }) => answersFor(definition, by, departments))
  if (own.length > 0 || (metrics.length === 0 && answersFor(metric.definition, by, departments))) return own
  throw new Refusal('answers.access_not_yours', { metric: metric.definition.label })
}

/** Tells the person what came of it, once for one press. */
async function tell(
  context: Context,
  { definition }: Metric,
  person: Person,
  card: (t: ReturnType<typeof textsFor>) => Message,
): Promise<number> {
  const to = directPlace(person)
  if (!to) return 0
  const message = card(textsFor(person.locale, person.zone))
  const about = subjectOf(definition.name)
  const key = `access:${context.cause}`
  return addDeliveries(context, [{ key, about, to, message, edits: null, slot: null, urgent: true }])
}
