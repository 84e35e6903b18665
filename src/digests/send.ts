import { recordChange } from '../audit/store.js'
import type { PlatformName } from '../chat/place.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { mayRead } from '../metrics/visibility.js'
import { type Posted, postDigest, previewDigest } from './compose.js'
import type { Digest, StoredDigest } from './model.js'
import { requireChange } from './rights.js'

type Acting = Context & { readonly by: Person }

/**
 * Posts a digest now, for its owner or somebody who may approve it. A second delivery of the same press posts nothing.
 * @throws Refusal if it is not this person's to post, or nobody has approved it
 */
export async function sendNow(context: Acting, catalogue: Catalogue, stored: StoredDigest): Promise<Posted> {
  const { digest } = stored
  await requireChange(context, digest)
  if (stored.state === 'draft') throw new Refusal('digests.still_draft', { title: digest.title })
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const posted = await postDigest(inside, catalogue, stored, { key: context.cause, slot: null, holdUntil: null })
    if (posted.kind === 'posted' && posted.deliveries > 0) {
      await recordChange(inside, {
        subject: `digest:${digest.name}`,
        verb: 'send now',
        before: null,
        after: { messages: posted.deliveries },
      })
    }
    return posted
  })
}

/**
 * Sends a digest as it would be now to the person alone, under their own rights, as a message of its own.
 * @param on where they asked for it: there, if they can be reached there
 * @throws Refusal if the bot does not know how to reach them
 */
export async function testSend(context: Acting, catalogue: Catalogue, digest: Digest, on: PlatformName): Promise<void> {
  const to = directPlace(context.by, on)
  if (!to) throw new Refusal('digests.unreachable')
  const message = await previewDigest(context, catalogue, digest, (metric) => mayRead(metric, context.by), context.t)
  const note = { kind: 'note', text: context.t.text('digests.test_note') } as const
  const tested = { ...message, blocks: [...message.blocks, note] }
  const key = `digest:${digest.name}:test:${context.cause}`
  const about = `digest:${digest.name}` as const
  await addDeliveries(context, [{ key, about, to, message: tested, edits: null, slot: null, urgent: true }])
}
