import type { Context } from '../company/context.js'
import { personByEmail } from '../company/store.js'
import { destinationLabels } from './labels.js'
import type { Digest } from './model.js'
import { noteCard } from './notices.js'
import { notify } from './notify.js'
import { postsOf } from './posts-store.js'
import type { LeftOut } from './targets.js'

/** Tells the owner of destinations that are gone, when they are left out for the first time in a row: once per trouble. */
export async function tellLeftOut(
  context: Context,
  digest: Digest,
  post: number,
  leftOut: readonly LeftOut[],
): Promise<void> {
  const posts = await postsOf(context.db, digest.name, 2)
  const before = posts.find((one) => one.id !== post)?.leftOut ?? []
  const news = leftOut.filter((one) => !before.some((known) => known.to === one.to && known.reason === one.reason))
  const owner = await personByEmail(context.db, digest.owner)
  if (news.length === 0 || !owner) return
  const labelOf = await destinationLabels(context)
  for (const { to, reason } of news) {
    const args = { title: digest.title, to: labelOf(to), reason: reason.replaceAll(' ', '_') }
    await notify(context, [owner], {
      key: `left-out:${post}:${to}`,
      about: `digest:${digest.name}`,
      message: (t) => noteCard(t.text('digests.destination_gone', args), []),
    })
  }
}
