import { assertNever } from '../../../chat/assert-never.js'
import type { Incoming } from '../../../chat/incoming.js'
import { type Back, backTo } from '../back.js'
import type { Activity } from '../incoming/activity.js'
import type { Classified } from '../incoming/classify.js'
import type { Whereabouts } from '../incoming/whereabouts.js'
import type { Desk } from './desk.js'
import { fetched, searched, submitted } from './dialog.js'
import { closed, type InvokeAnswer } from './invokes.js'
import { pressed } from './press.js'
import { keptFirst, spoken } from './spoken.js'

/** The kinds that are answered; notices are written down elsewhere. */
export type Turn = Exclude<Classified, { readonly kind: 'notices' }>

/** Answers one activity in its turn. @returns what an invoke is answered with, null for a message */
export async function take(
  turn: Turn,
  activity: Activity,
  where: Whereabouts,
  desk: Desk,
): Promise<InvokeAnswer | null> {
  const back = (incoming: Incoming, alone: boolean): Back =>
    backTo(where, incoming, activity.id ?? '', activity.replyToId ?? null, alone)
  switch (turn.kind) {
    case 'words':
      await spoken(turn.incoming, back(turn.incoming, false), desk.patience.words, desk)
      return null
    case 'files':
      await keptFirst(turn.incoming, back(turn.incoming, false), desk)
      return null
    case 'message press':
      await spoken(turn.incoming, back(turn.incoming, turn.alone), desk.patience.press, desk)
      return null
    case 'execute':
      return pressed(turn.incoming, back(turn.incoming, turn.alone), desk)
    case 'fetch':
      return fetched(turn.incoming, turn.carried.draft, back(turn.incoming, turn.carried.alone), desk)
    case 'submit':
      return submitted(turn.incoming, back(turn.incoming, turn.alone), desk)
    case 'consent':
      await keptFirst(turn.incoming, { ...back(turn.incoming, true), upload: turn.upload }, desk)
      return closed
    case 'cancel':
      return closed
    case 'search':
      return searched(turn.incoming, turn.many, desk)
    case 'unsupported':
      desk.log.info({ what: turn.what }, 'An activity that is not supported')
      return turn.invoke ? { status: 501 } : null
    default:
      return assertNever(turn)
  }
}
