import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Place } from '../chat/place.js'
import { clearTrouble, noteTrouble, type TroubleReason } from '../company/trouble-store.js'
import { copyMark } from './again-store.js'
import type { Ended } from './desk.js'

/**
 * What a refusal says of its place. A place with one of these is not posted to until it is back: its owner has been told, and
 * the same refusal every week tells nobody anything. What concerns a message, or a right that no event gives back, is none.
 */
const reasons: Readonly<Record<string, TroubleReason>> = {
  'place gone': 'gone',
  'not a member': 'bot removed',
  'not installed': 'uninstalled',
  'person gone': 'person gone',
}

/** @param code our word for the cause, then the platform's own: `place gone: is_archived` */
export function troubleIn(code: string, to: Place): TroubleReason | null {
  const [cause = '', word = ''] = code.split(': ')
  // Platforms speak of a person's conversation as of a channel; what can bring it back is the person's return.
  if (cause === 'place gone' && to.kind === 'direct') return 'person gone'
  if (cause === 'place gone' && word.includes('archived')) return 'archived'
  return reasons[cause] ?? null
}

/** Writes down which places turned out to be out of reach, and which can be reached again after somebody posted again. */
export async function notePlaces(db: Db, ended: readonly Ended[], now: Temporal.Instant): Promise<void> {
  for (const { state, code, held } of ended) {
    const trouble = state === 'refused' ? troubleIn(code ?? '', held.to) : null
    if (trouble !== null) await noteTrouble(db, held.to, trouble, now)
    // Only these can be to a place in trouble: a look-up for every message would cost each of them.
    if (state === 'sent' && held.key.includes(copyMark)) await clearTrouble(db, held.to)
  }
}
