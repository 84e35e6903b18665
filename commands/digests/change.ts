import type { Reply } from '../../src/chat/incoming.js'
import { approveDigest, setPaused } from '../../src/digests/save.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import type { Asking } from '../command.js'
import { tell } from '../tell.js'
import { named } from './named.js'
import { standing } from './show.js'

/** How a digest stands, in the place of the card on which the button stood: it must not offer what is done. */
const redrawn = ({ message }: Extract<Reply, { kind: 'tell' }>): Reply => ({ kind: 'redraw', message, note: null })

/** @param pressed whether a button asked for it, and not words */
export async function changePaused(
  name: string,
  asking: Asking,
  catalogue: Catalogue,
  paused: boolean,
  pressed: boolean,
): Promise<Reply> {
  const { digest } = await named(name, asking)
  const stored = await setPaused(asking, digest, paused)
  const key = stored.state === 'draft' ? 'digests.still_draft' : paused ? 'digests.is_paused' : 'digests.is_resumed'
  const told = await standing(stored, asking, catalogue, asking.t.text(key, { title: digest.title }))
  return pressed ? redrawn(told) : told
}

/** @param version what the person looked at; null: as it stands now, because they typed its name */
export async function changeApproved(
  name: string,
  version: number | null,
  asking: Asking,
  catalogue: Catalogue,
): Promise<Reply> {
  const seen = await named(name, asking)
  const { title } = seen.digest
  const stored = await approveDigest(asking, seen.digest.name, version ?? seen.version)
  if (!stored) return tell(asking.t.text('digests.changed_since', { title }))
  const told = await standing(stored, asking, catalogue, asking.t.text('digests.is_approved', { title }))
  return version === null ? told : redrawn(told)
}
