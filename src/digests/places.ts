import { recordChange } from '../audit/store.js'
import { pressOf } from '../chat/button.js'
import type { Place } from '../chat/place.js'
import type { Notice } from '../chat/platform.js'
import { askerOf } from '../company/asker.js'
import type { Context } from '../company/context.js'
import type { KnownPlace, Person } from '../company/model.js'
import type { Posting, PostingsAt } from '../company/posting.js'
import { personByEmail, placeById, placeOf, placesOf, saveAudience } from '../company/store.js'
import {
  clearTrouble,
  clearTroubles,
  noteTrouble,
  noteUninstalled,
  type TroubleReason,
} from '../company/trouble-store.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import * as actions from './actions.js'
import { isMetric } from './model.js'
import { noteCard } from './notices.js'
import { notify } from './notify.js'
import { directChanged } from './people.js'
import { allDigests } from './store.js'

/** What posts to places: each capability's own. */
type Sources = readonly PostingsAt[]

/**
 * What follows when something happens to a place: it is paused with the reason, and goes on by itself once it is back; the owners of what
 * posts there hear of both, once. Call it with every notice of a platform that is not about a person.
 */
export async function placesChanged(
  context: Context,
  sources: Sources,
  notice: Exclude<Notice, { kind: 'person' }>,
): Promise<void> {
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    if (notice.kind === 'place') return placeChanged(inside, sources, notice)
    const { platform, workspace } = notice
    if (notice.kind === 'uninstalled') {
      const channels = await noteUninstalled(tx, platform, workspace, context.now)
      return tellOwners(inside, sources, await known(inside, platform, workspace, channels), 'uninstalled')
    }
    const channels = await clearTroubles(tx, platform, workspace, ['uninstalled'], 'everything')
    return tellOwners(inside, sources, await known(inside, platform, workspace, channels), null)
  })
}

async function known(
  { db }: Context,
  platform: Place['platform'],
  workspace: string,
  channels: readonly string[],
): Promise<readonly KnownPlace[]> {
  return (await placesOf(db)).filter(
    ({ place }) => place.platform === platform && place.workspace === workspace && channels.includes(place.channel),
  )
}

type PlaceNotice = Extract<Notice, { kind: 'place' }>

const troubleOf: Readonly<Partial<Record<PlaceNotice['change'], TroubleReason>>> = {
  archived: 'archived',
  'bot removed': 'bot removed',
}

async function placeChanged(context: Context, sources: Sources, notice: PlaceNotice): Promise<void> {
  const { place, change } = notice
  if (place.kind === 'direct') return directChanged(context, notice)
  const trouble = troubleOf[change]
  const here = await placeOf(context.db, place)
  if (trouble !== undefined) {
    const news = await noteTrouble(context.db, place, trouble, context.now)
    if (news && here) await tellOwners(context, sources, [here], trouble)
    return
  }
  if (change === 'unarchived' || change === 'bot added') {
    return tellOwners(context, sources, await comeBack(context, notice, here), null)
  }
  // A rename changes nothing: places are known by their id.
  if (change === 'person joined' && here) await somebodyJoined(context, sources, here, notice)
}

/**
 * The places that may be posted to again. That the bot was added to a team of Teams is told of its first channel alone: so all of the
 * tenant that may have lacked the bot are tried again. What was archived is told of channel by channel, and comes back the same way.
 */
async function comeBack(
  context: Context,
  { place, change }: PlaceNotice,
  here: KnownPlace | null,
): Promise<readonly KnownPlace[]> {
  const { platform, workspace } = place
  const back = (await clearTrouble(context.db, place)) && here ? [here] : []
  if (platform !== 'teams' || change !== 'bot added') return back
  const lacked = ['bot removed', 'uninstalled', 'gone'] as const
  const channels = await clearTroubles(context.db, platform, workspace, lacked, 'channels')
  return [...back, ...(await known(context, platform, workspace, channels))]
}

/** Tells the owners of what posts to places: paused for a reason, or (null) going on again. */
async function tellOwners(
  context: Context,
  sources: Sources,
  places: readonly KnownPlace[],
  reason: TroubleReason | null,
): Promise<void> {
  for (const place of places) {
    for (const posting of await postingsAt(context, sources, place)) {
      const word = reason === null ? 'none' : reason.replaceAll(' ', '_')
      const common = { place: place.name, platform: place.place.platform, reason: word }
      await notify(context, await ownerOf(context, posting), {
        key: `place:${place.id}:${posting.about}:${word}:${context.now.epochMilliseconds}`,
        about: posting.about,
        message: (t) => {
          const args = { ...common, title: posting.title(t) }
          if (reason === null) return noteCard(t.text('digests.place_back', args), [])
          const back = pressOf(t.plain('digests.place_is_back'), actions.placeBack, { place: place.id })
          return noteCard(t.text('digests.place_trouble', args), [back])
        },
      })
    }
  }
}

/** @throws Refusal for somebody who neither belongs to RevOps nor owns something that is posted there */
async function placeOfOwner(
  context: Context & { readonly by: Person },
  sources: Sources,
  id: number,
): Promise<KnownPlace> {
  const place = await placeById(context.db, id)
  if (!place) throw new Refusal('errors.old_button')
  const postings = await postingsAt(context, sources, place)
  const owns = postings.some((one) => one.owner.toLowerCase() === context.by.email)
  if (context.by.role !== 'revops' && !owns) throw new Refusal('digests.not_readmit', { place: place.name })
  return place
}

/**
 * A place is tried again, because somebody says that it is back.
 * @returns the place's name
 * @throws Refusal for somebody who neither belongs to RevOps nor owns something that is posted there
 */
export async function retryPlace(
  context: Context & { readonly by: Person },
  sources: Sources,
  id: number,
): Promise<string> {
  const place = await placeOfOwner(context, sources, id)
  await clearTrouble(context.db, place.place)
  return place.name
}

async function ownerOf(context: Context, { owner }: Posting): Promise<readonly Person[]> {
  const person = await personByEmail(context.db, owner)
  return person ? [person] : []
}

async function postingsAt(context: Context, sources: Sources, place: KnownPlace): Promise<readonly Posting[]> {
  const found = await Promise.all(sources.map((at) => at(context, place)))
  return found.flat()
}

/** The digests that go to a place. */
export function digestPostings(catalogue: Catalogue): PostingsAt {
  return async ({ db }, { name }) => {
    const here = (await allDigests(db))
      .map((one) => one.digest)
      .filter((digest) => digest.destinations.some((one) => 'place' in one && one.place === name))
    return here.map((digest) => ({
      about: `digest:${digest.name}`,
      owner: digest.owner,
      title: () => digest.title,
      closed: () =>
        digest.sections.filter(isMetric).flatMap((one) => catalogue.find(one.metric)?.definition.label ?? []),
    }))
  }
}

/**
 * Somebody from outside who joins a place reads what is posted there from then on. The place counts as open to outsiders at once,
 * so nothing that is not for them is posted, and the owners hear before the next post what is left out.
 */
async function somebodyJoined(
  context: Context,
  sources: Sources,
  place: KnownPlace,
  { who }: PlaceNotice,
): Promise<void> {
  const person = who === null ? null : ((await askerOf(context.db, who))?.person ?? null)
  if (person !== null && !person.outsider) return
  if (who === null || place.audience.outsiders) return
  const audience = { ...place.audience, outsiders: true }
  await saveAudience(context.db, place.id, audience)
  const change = { subject: `place:${place.id}`, verb: 'guest joined' } as const
  await recordChange(context, { ...change, before: place.audience, after: audience })
  for (const posting of await postingsAt(context, sources, place)) {
    await notify(context, await ownerOf(context, posting), {
      key: `guest:${place.id}:${posting.about}:${context.now.epochMilliseconds}`,
      about: posting.about,
      message: (t) =>
        noteCard(
          t.text('digests.guest_joined', {
            who: person?.name ?? 'none',
            place: place.name,
            title: posting.title(t),
            lines: t.list([...new Set(posting.closed(t))]),
          }),
          [pressOf(t.plain('digests.readmit'), actions.readmit, { place: place.id })],
        ),
    })
  }
}

/**
 * Nobody from outside reads a place any more: what its declared audience may see is posted there again.
 * @returns the place's name
 * @throws Refusal for somebody who neither belongs to RevOps nor owns something that is posted there
 */
export async function readmitPlace(
  context: Context & { readonly by: Person },
  sources: Sources,
  id: number,
): Promise<string> {
  const place = await placeOfOwner(context, sources, id)
  const audience = { ...place.audience, outsiders: false }
  await context.db.transaction(async (tx) => {
    await saveAudience(tx, place.id, audience)
    await recordChange(
      { ...context, db: tx },
      { subject: `place:${place.id}`, verb: 'no guests', before: place.audience, after: audience },
    )
  })
  return place.name
}
