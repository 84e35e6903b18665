import type { Db } from '../../db/connect.js'
import { recordChange } from '../audit/store.js'
import { pressOf } from '../chat/button.js'
import { type Place, placeKey } from '../chat/place.js'
import type { Notice } from '../chat/platform.js'
import { askerOf } from '../company/asker.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import { freeName } from '../company/free-name.js'
import type { Audience, KnownPlace, Person } from '../company/model.js'
import { addPlace, allPeople, placeOf, placesOf, saveAudience } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { textsFor } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Acting } from './leaders.js'

/** What somebody says of a channel. */
export interface Said {
  /** What people call it; a channel that is known keeps the name by which digests find it. */
  readonly name: string
  readonly audience: Audience
}

/** A channel as it is known now, and the guests who were found in it though nobody was said to be one. */
export interface Declared {
  readonly place: KnownPlace
  readonly guests: readonly string[]
}

/**
 * Makes a channel known to the company, or says anew who reads it: what is posted there goes by that.
 * @param members the ids of those who are in it: a guest among them counts, whatever was said
 * @throws Refusal for somebody outside RevOps, and for a direct conversation
 */
export async function declareChannel(
  context: Acting,
  at: Place,
  { name, audience: said }: Said,
  members: readonly string[],
): Promise<Declared> {
  await requireDeclaring(context, at)
  const guests = said.outsiders ? [] : await guestsAmong(context.db, at, members)
  const audience = { ...said, outsiders: said.outsiders || guests.length > 0 }
  return context.db.transaction(async (db) => {
    const before = await placeOf(db, at)
    if (before) await saveAudience(db, before.id, audience)
    else await addPlace(db, await placeFor(db, at, name, audience))
    const place = await placeOf(db, at)
    if (!place) throw new Error(`The place ${placeKey(at)} was written and is not there`)
    const change = { subject: `place:${place.id}`, verb: 'declare' } as const
    await recordChange(
      { ...context, db },
      { ...change, before: before?.audience ?? null, after: { name: place.name, ...audience } },
    )
    return { place, guests }
  })
}

async function placeFor(db: Db, at: Place, name: string, audience: Audience): Promise<Omit<KnownPlace, 'id'>> {
  const taken = new Set((await placesOf(db)).map((one) => one.name))
  const own = await freeName(name, 'channel', async (one) => taken.has(one))
  return { name: own, place: { ...at, thread: null }, audience, locale: null, zone: null }
}

async function guestsAmong(db: Db, at: Place, members: readonly string[]): Promise<readonly string[]> {
  const inside = new Set(members)
  return (await allPeople(db))
    .filter(({ outsider, active }) => outsider && active)
    .filter(({ accounts }) =>
      accounts.some((one) => one.platform === at.platform && one.workspace === at.workspace && inside.has(one.user)),
    )
    .map(({ name }) => name)
}

/** @throws Refusal for somebody outside RevOps, naming whom to ask, and for a direct conversation */
export async function requireDeclaring({ db, by, t }: Acting, at: Place): Promise<void> {
  if (by.role !== 'revops') {
    const names = (await revOps(db)).map(({ name }) => name)
    throw new Refusal('welcome.channel_not_yours', { names: t.list(names) })
  }
  if (at.kind === 'direct') throw new Refusal('welcome.channel_direct')
}

const revOps = async (db: Db): Promise<readonly Person[]> =>
  (await allPeople(db)).filter(({ role, active, outsider }) => role === 'revops' && active && !outsider)

/**
 * Whether there is nothing to ask about a place. Teams tells of a team by its first channel alone, whichever is meant: there one known
 * channel of the tenant is enough.
 */
async function isKnown(db: Db, { platform, workspace, channel }: Place): Promise<boolean> {
  const here = (await placesOf(db)).filter(({ place }) => place.platform === platform && place.workspace === workspace)
  return platform === 'teams' ? here.length > 0 : here.some(({ place }) => place.channel === channel)
}

/**
 * Asks who reads a channel to which the bot was added, once for each that nobody has declared: whoever added it if they may say so, else
 * RevOps. Call it with every notice of a platform.
 * @returns how many were asked
 */
export async function askAboutChannel(context: Context, notice: Notice): Promise<number> {
  if (notice.kind !== 'place' || notice.change !== 'bot added' || notice.place.kind === 'direct') return 0
  const { place, name, who } = notice
  if (await isKnown(context.db, place)) return 0
  const adder = who === null ? null : ((await askerOf(context.db, who))?.person ?? null)
  const asked = adder?.role === 'revops' ? [adder] : await revOps(context.db)
  const key = `channel:${placeKey({ ...place, thread: null })}`
  const deliveries = asked.flatMap((person) => {
    const to = directPlace(person, place.platform)
    if (to === null) return []
    const t = textsFor(person.locale, person.zone)
    const text = t.text('welcome.channel_new', { name: name ?? 'none', platform: place.platform })
    const button = pressOf(t.plain('welcome.channel_say'), actions.declareChannel, { at: place, name }, 'primary')
    const blocks = [{ kind: 'text', text } as const, { kind: 'actions', buttons: [button] } as const]
    const about = `person:${person.id}` as const
    return [
      {
        key: `${key}:${person.id}`,
        about,
        to,
        message: { blocks, discloses: [] },
        edits: null,
        slot: null,
        urgent: false,
      },
    ]
  })
  return addDeliveries(context, deliveries)
}
