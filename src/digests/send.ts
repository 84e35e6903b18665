import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { postDigest } from './compose.js'
import type { Digest } from './model.js'

/**
 * Posts a digest now, for its owner or somebody of RevOps. A second delivery of the same press posts nothing.
 * @returns how many messages were added to the outbox
 * @throws Refusal if it is not this person's to post
 */
export async function sendNow(
  context: Context & { readonly by: Person },
  catalogue: Catalogue,
  digest: Digest,
): Promise<number> {
  if (context.by.role !== 'revops' && context.by.email !== digest.owner) {
    throw new Refusal('digests.not_yours', { title: digest.title, owner: digest.owner })
  }
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const added = await postDigest(inside, catalogue, digest, { key: context.cause, slot: null })
    if (added > 0) {
      await recordChange(inside, {
        subject: `digest:${digest.name}`,
        verb: 'send now',
        before: null,
        after: { messages: added },
      })
    }
    return added
  })
}
