import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Comings } from '../company/introduce.js'
import { personByEmail, personById } from '../company/store.js'
import { noteCard } from './notices.js'
import { notify } from './notify.js'
import { allDigests } from './store.js'

/**
 * What follows for digests when people leave a platform or come back to it: the owners of those that go to them hear that they go
 * nowhere, or again. Who is still reached elsewhere gets them there, and nobody hears of it.
 */
export async function peopleChanged(context: Context, { gone, back }: Comings): Promise<void> {
  for (const id of gone) await tellOwners(context, id, 'deactivated')
  for (const id of back) await tellOwners(context, id, 'back')
}

async function tellOwners(context: Context, id: number, what: 'deactivated' | 'back'): Promise<void> {
  const person = await personById(context.db, id)
  const elsewhere = (person?.accounts.length ?? 0) > (what === 'back' ? 1 : 0)
  if (!person || elsewhere || (what === 'back' && directPlace(person) === null)) return
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
