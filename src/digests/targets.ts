import type { Place } from '../chat/place.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Audience, KnownPlace, Person } from '../company/model.js'
import { allPeople, placesOf } from '../company/store.js'
import { addressKey, personKey, reachableOf, type TroubleReason, troublesOf } from '../company/trouble-store.js'
import { type Texts, textsFor } from '../locales/texts.js'
import type { Metric } from '../metrics/catalogue.js'
import { audienceMayRead, mayRead } from '../metrics/visibility.js'
import { type Destination, destinationKey } from './model.js'

/** A destination that can be posted to: where, in which words, and what its readers may see. */
export interface Target {
  readonly destination: Destination
  readonly key: string
  readonly to: Place
  readonly t: Texts
  readonly may: (metric: Metric) => boolean
}

/** A destination that cannot be posted to, and why. */
export interface LeftOut {
  readonly to: string
  readonly reason: TroubleReason
}

export interface Targets {
  readonly targets: readonly Target[]
  readonly leftOut: readonly LeftOut[]
  /** Keys of those that nobody was told of: they are gone from the company, and no platform gave notice. */
  readonly untold: ReadonlySet<string>
}

type Missing = LeftOut & { readonly told: boolean }

/** What destinations are found by: read once for a digest, however many destinations it has. */
interface Directory {
  readonly places: ReadonlyMap<string, KnownPlace>
  readonly people: ReadonlyMap<string, Person>
  readonly troubles: ReadonlyMap<string, TroubleReason>
  /** Readers with the same audience share their verdict on a metric. */
  readonly verdicts: Map<string, boolean>
}

/** Where the destinations of a digest are. One that is gone or cannot be posted to is left out, with the reason. */
export async function targetsOf(context: Context, destinations: readonly Destination[]): Promise<Targets> {
  const { db } = context
  const directory: Directory = {
    places: new Map((await placesOf(db)).map((one) => [one.name, one])),
    people: new Map((await allPeople(db)).map((one) => [one.email, one])),
    troubles: await troublesOf(db),
    verdicts: new Map(),
  }
  const found = destinations.map((one) =>
    'place' in one ? placeTarget(one, directory, context) : personTarget(one, directory),
  )
  const missing = found.filter((one): one is Missing => 'reason' in one)
  return {
    targets: found.filter((one): one is Target => 'key' in one),
    leftOut: missing.map(({ to, reason }) => ({ to, reason })),
    untold: new Set(missing.filter((one) => !one.told).map((one) => one.to)),
  }
}

function placeTarget(
  destination: Extract<Destination, { place: string }>,
  directory: Directory,
  { company }: Context,
): Target | Missing {
  const key = destinationKey(destination)
  const known = directory.places.get(destination.place)
  if (!known) return { to: key, reason: 'gone', told: false }
  const trouble = directory.troubles.get(addressKey(known.place))
  if (trouble !== undefined) return { to: key, reason: trouble, told: true }
  const t = textsFor(
    destination.locale ?? known.locale ?? company.locale,
    destination.zone ?? known.zone ?? company.zone,
  )
  return { destination, key, to: known.place, t, may: readersOf(destination, known.audience, directory) }
}

function personTarget(destination: Extract<Destination, { person: string }>, directory: Directory): Target | Missing {
  const key = destinationKey(destination)
  const person = directory.people.get(destination.person.toLowerCase())
  if (!person?.active) return { to: key, reason: 'person gone', told: false }
  const to = directPlace({ ...person, accounts: reachableOf(person, directory.troubles) })
  if (!to) return { to: key, ...outOfReach(person, directory) }
  const t = textsFor(destination.locale ?? person.locale, destination.zone ?? person.zone)
  const narrowed = narrowing(destination, directory)
  return { destination, key, to, t, may: (metric) => mayRead(metric, person) && narrowed(metric) }
}

/** Why nothing can be brought to somebody, by the first of their accounts. */
function outOfReach(person: Person, { troubles }: Directory): Pick<Missing, 'reason' | 'told'> {
  const first = directPlace(person)
  const reason = troubles.get(first ? addressKey(first) : personKey(person.id))
  return { reason: reason ?? 'person gone', told: reason !== undefined }
}

/** Everybody who reads the place, and everybody for whom the digest is meant there. */
function readersOf(destination: Destination, audience: Audience, directory: Directory): Target['may'] {
  const reads = verdictOn(audience, directory)
  const narrowed = narrowing(destination, directory)
  return (metric) => reads(metric) && narrowed(metric)
}

function narrowing({ audience }: Destination, directory: Directory): Target['may'] {
  if (audience === undefined) return () => true
  if (audience === 'company') return verdictOn({ outsiders: false, readers: { kind: 'company' } }, directory)
  const readers =
    'departments' in audience
      ? { kind: 'departments' as const, departments: audience.departments }
      : { kind: 'people' as const, people: audience.people }
  return verdictOn({ outsiders: false, readers }, directory)
}

function verdictOn(audience: Audience, { people, verdicts }: Directory): Target['may'] {
  const readers = JSON.stringify(audience)
  const personOf = (email: string): Person | null => people.get(email.toLowerCase()) ?? null
  return (metric) => {
    const key = `${metric.definition.name} ${readers}`
    const verdict = verdicts.get(key) ?? audienceMayRead(metric, audience, personOf)
    verdicts.set(key, verdict)
    return verdict
  }
}
