import type { Account, Place } from '../chat/place.js'
import type { Notice } from '../chat/platform.js'
import { askerOf } from '../company/asker.js'
import type { Context } from '../company/context.js'
import type { Comings } from '../company/introduce.js'
import type { Person } from '../company/model.js'
import { personByEmail, personById } from '../company/store.js'
import { addressOf, clearTrouble, noteTrouble, reachableOf, troublesOf } from '../company/trouble-store.js'
import { noteCard } from './notices.js'
import { notify } from './notify.js'
import { allDigests } from './store.js'

type Change = 'deactivated' | 'removed' | 'back'

/**
 * What follows for digests when people leave a platform or come back to it: the owners of those that go to them hear that they go
 * nowhere, or again. Who is still reached elsewhere gets them there, and nobody hears of it.
 */
export async function peopleChanged(context: Context, { gone, back }: Comings): Promise<void> {
  for (const id of gone) await tellOwners(context, await personById(context.db, id), 'deactivated')
  for (const id of back) await tellOwners(context, await personById(context.db, id), 'back')
}

/** The same when somebody takes the bot out of their own conversation, or lets it in again. */
export async function directChanged(
  context: Context,
  { place, change }: Extract<Notice, { kind: 'place' }>,
): Promise<void> {
  const account = accountAt(place)
  if (change === 'bot added') return personReached(context, account)
  if (change !== 'bot removed' || !(await noteTrouble(context.db, place, 'bot removed', context.now))) return
  await tellOwners(context, (await askerOf(context.db, account))?.person ?? null, 'removed')
}

/** Somebody can be written to by this account: whether they could not before is looked up here. */
export async function personReached(context: Context, account: Account): Promise<void> {
  if (!(await clearTrouble(context.db, addressOf(account)))) return
  await tellOwners(context, (await askerOf(context.db, account))?.person ?? null, 'back')
}

const accountAt = ({ platform, workspace, channel }: Place): Account => ({ platform, workspace, user: channel })

async function tellOwners(context: Context, person: Person | null, what: Change): Promise<void> {
  const open = person === null ? 0 : reachableOf(person, await troublesOf(context.db)).length
  if (!person || open !== (what === 'back' ? 1 : 0)) return
  for (const { digest } of await allDigests(context.db)) {
    if (!digest.destinations.some((one) => 'person' in one && one.person.toLowerCase() === person.email)) continue
    const owner = await personByEmail(context.db, digest.owner)
    const args = { title: digest.title, to: person.name, reason: what }
    await notify(context, owner ? [owner] : [], {
      key: `person:${person.id}:${digest.name}:${what}:${context.now.epochMilliseconds}`,
      about: `digest:${digest.name}`,
      message: (t) =>
        noteCard(t.text(what === 'back' ? 'digests.destination_back' : 'digests.destination_gone', args), []),
    })
  }
}
