import { Temporal } from 'temporal-polyfill'
import { type Place, placeKey } from '../chat/place.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { KnownPlace, Person } from '../company/model.js'
import { allPeople, placesOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addressKey, reachableOf, troublesOf } from '../company/trouble-store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { type Texts, textsFor } from '../locales/texts.js'
import type { Catalogue, Metric } from '../metrics/catalogue.js'
import { mayDisclose } from '../metrics/disclose.js'
import { type PostedMessage, recordPosted } from '../metrics/posted.js'
import { mayRead, subjectOf } from '../metrics/visibility.js'
import { dayOf } from '../time/zone.js'
import { alertMessage } from './card.js'
import { conditionOf } from './follow.js'
import { type Looking, lookAt, looking } from './look.js'
import { type Followed, followed } from './question.js'
import type { Said } from './sentence.js'
import { type News, settle } from './settle.js'
import * as store from './store.js'

/** Whom a follow tells: where, in which words; null where they cannot be reached or may not see the number. */
interface Reader {
  readonly to: Place
  readonly t: Texts
  /** The name of who follows it for a place, or null in somebody's own conversation. */
  readonly by: string | null
}

/** What is told in one place at this moment. */
interface Gathered {
  readonly reader: Reader
  readonly told: Told[]
}

interface Told {
  readonly stored: store.Stored
  readonly news: News
  readonly said: Said
  /** The name of who follows it for a place. */
  readonly by: string | null
}

interface Directory {
  readonly people: ReadonlyMap<number, Person>
  readonly places: ReadonlyMap<string, KnownPlace>
  readonly homes: Awaited<ReturnType<typeof homePlatforms>>
  /** Where nothing can be posted at present. */
  readonly troubles: Awaited<ReturnType<typeof troublesOf>>
}

/**
 * Looks at everything that is followed whose day, definition or data is another than at the last look, and tells what crossed its
 * line: one message per place, however much there is to say. Call it in the transaction of its slot.
 * @returns how many messages were put into the outbox
 */
export async function watchFollows(context: Context, catalogue: Catalogue, slot: number): Promise<number> {
  const all = await store.allFollows(context.db)
  if (all.length === 0) return 0
  const imports = await store.newestImports(context.db)
  const directory = await directoryOf(context)
  const answers = looking(catalogue, context)
  const gathered = new Map<string, Gathered>()
  for (const stored of all) {
    const one = followedBy(stored, context, catalogue)
    if (!one) continue
    const seen = seenBy(one.metric, imports, dayOf(context.now, context.company.zone))
    if (isNothingNew(stored, seen, context)) continue
    const reader = await readerOf(context, catalogue, stored, one.metric, directory)
    // Who may not see it or cannot be reached now is told nothing, and how it stood is kept until they may and can.
    if (!reader) continue
    const waitsUntil = await watchOne(context, answers, stored, one, reader, gathered)
    await store.markSeen(context.db, stored.id, waitsUntil ? `${seen}${until}${waitsUntil}` : seen)
  }
  return tell(context, slot, [...gathered.values()])
}

async function directoryOf({ db }: Context): Promise<Directory> {
  const [people, places, homes, troubles] = await Promise.all([
    allPeople(db),
    placesOf(db),
    homePlatforms(db),
    troublesOf(db),
  ])
  return {
    people: new Map(people.map((one) => [one.id, one])),
    places: new Map(places.map((one) => [one.name, one])),
    homes,
    troubles,
  }
}

/** Null for something whose metric or dimension has gone: it stays silent, and its follower sees it in the list. */
function followedBy({ follow }: store.Stored, { company, now }: Context, catalogue: Catalogue): Followed | null {
  try {
    return followed(follow, { catalogue, company, today: dayOf(now, company.zone) })
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** By what a number was looked at: the same again cannot come out otherwise. */
function seenBy({ facts, version }: Metric, imports: ReadonlyMap<string, number>, today: string): string {
  return [today, version, ...facts.map((fact) => imports.get(fact) ?? 0)].join(' ')
}

const until = ' until '

/** What a quiet period holds back is said when that ends, whether or not there is new data by then; not looked at before. */
function isNothingNew(stored: store.Stored, seen: string, { now }: Context): boolean {
  const [by, quietUntil] = stored.seen?.split(until) ?? []
  return by === seen && (quietUntil === undefined || Temporal.Instant.compare(now, quietUntil) < 0)
}

async function readerOf(
  { db, company }: Context,
  catalogue: Catalogue,
  { follow, owner }: store.Stored,
  metric: Metric,
  { people, places, homes, troubles }: Directory,
): Promise<Reader | null> {
  const person = people.get(owner)
  if (!person?.active || !mayRead(metric, person)) return null
  const { to } = follow
  if ('person' in to) {
    const direct = directPlaceAt(homes, { ...person, accounts: reachableOf(person, troubles) })
    return direct && { to: direct, t: textsFor(person.locale, person.zone), by: null }
  }
  const place = places.get(to.place)
  if (!place || troubles.has(addressKey(place.place))) return null
  if (!(await mayDisclose(db, catalogue, [subjectOf(metric.definition.name)], place.place))) return null
  return { to: place.place, t: textsOf(place, company), by: person.name }
}

/** @returns when the first quiet period ends that holds something back; null: nothing waits */
async function watchOne(
  context: Context,
  answers: Looking,
  stored: store.Stored,
  one: Followed,
  reader: Reader,
  gathered: Map<string, Gathered>,
): Promise<Temporal.Instant | null> {
  const { follow, id } = stored
  const condition = conditionOf(follow)
  const before = await store.standingsOf(context.db, id)
  const looks = await lookAt(one, condition, answers, [...before.keys()])
  const { news, waitsUntil } = await settle(context, stored, before, looks)
  const wanted = follow.often === 'once' ? news.filter(({ kind }) => kind === 'fired') : news
  if (wanted.length === 0) return waitsUntil
  if (follow.often === 'once') await store.end(context.db, id)
  const { definition } = one.metric
  const told = wanted.map((each) => {
    const { question } = each.look.answer
    const said = { kind: each.kind, condition: condition.kind, definition, question, numbers: each.look.numbers }
    return { stored, news: each, said, by: reader.by }
  })
  if (follow.as === 'morning note' && 'person' in follow.to) {
    for (const each of told) {
      const alert = await record(context, each, null)
      // Its note is not written yet: until then, and afterwards, the number stands under what told it.
      await recordPosted(context, [{ delivery: `alert:${alert}`, to: reader.to, answers: [each.news.look.answer] }])
    }
    return waitsUntil
  }
  const key = placeKey(reader.to)
  const here = gathered.get(key) ?? { reader, told: [] }
  here.told.push(...told)
  gathered.set(key, here)
  return waitsUntil
}

/** What is told stands in the record with its numbers, and where it was told. @returns its id */
async function record(context: Context, { stored, news, said }: Told, delivery: string | null): Promise<number> {
  const { kind, question, numbers } = said
  const { part } = news.look
  return store.record(context.db, { follow: stored.id, part, kind, at: context.now, question, numbers, delivery })
}

async function tell(context: Context, slot: number, gathered: readonly Gathered[]): Promise<number> {
  const today = dayOf(context.now, context.company.zone)
  const messages = gathered.map(({ reader: { to, t }, told }) => {
    const names = [...new Set(told.flatMap(({ by }) => by ?? []))]
    const said = told.map((one) => one.said)
    return {
      key: `alerts:${slot}:${placeKey(to)}`,
      to,
      told,
      message: alertMessage(said, names, { t, calendar: context.company, today }),
    }
  })
  for (const { key, told } of messages) for (const each of told) await record(context, each, key)
  const posted = messages.map(({ key, to, told }): PostedMessage => {
    return { delivery: key, to, answers: told.map(({ news }) => news.look.answer) }
  })
  await recordPosted(context, posted)
  return addDeliveries(
    context,
    messages.map(({ key, to, message }) => {
      return { key, about: `alerts:${slot}` as const, to, message, edits: null, slot, urgent: false }
    }),
  )
}
