import { z } from 'zod'
import type { Action } from '../chat/action.js'
import { type PostRef, postRef } from '../chat/place.js'

const word = z.string().max(200)
const named = z.object({ digest: word })
type Named = { digest: string }

/** Shows a digest as it would be now, to the person alone. */
export const preview: Action<Named> = { id: 'digests.preview', args: named, opens: null }

/** Posts a digest to all its destinations now, beside its schedule. */
export const send: Action<Named> = { id: 'digests.send', args: named, opens: null }

/**
 * Opens the form of a new digest. `metrics` (their names) are chosen in it already, so that whoever shows numbers can offer to
 * make a digest of them; `copyOf` begins with another digest.
 */
export const newDigest: Action<{ metrics: string[]; copyOf: string | null }> = {
  id: 'digests.new',
  args: z.object({ metrics: z.array(word).max(7), copyOf: word.nullable() }),
  opens: 'form',
}

/** Opens the form of a digest that is there. */
export const editDigest: Action<Named> = { id: 'digests.edit', args: named, opens: 'form' }

/** Opens its lines, each with its own period, comparison, breakdown and rule for old numbers. */
export const editLines: Action<Named> = { id: 'digests.lines', args: named, opens: 'form' }

/** Opens the settings that few need: catching up, overlap, guarantee, owner. */
export const editSettings: Action<Named> = { id: 'digests.settings', args: named, opens: 'form' }

/** Opens what is special about one of its destinations: language, zone, filters, readers. */
export const editDestination: Action<{ digest: string; to: string }> = {
  id: 'digests.destination',
  args: z.object({ digest: word, to: z.string().max(300) }),
  opens: 'form',
}

/** Shows how a digest is set up, to the person alone. */
export const showDigest: Action<Named> = { id: 'digests.show', args: named, opens: null }

/** Sends a digest as it would be now to the person alone, as a message like those that will be posted. */
export const test: Action<Named> = { id: 'digests.test', args: named, opens: null }

/** Lets a digest, or the change of one, be posted. */
export const approve: Action<{ digest: string; version: number }> = {
  id: 'digests.approve',
  args: z.object({ digest: word, version: z.int32() }),
  opens: null,
}

/** Posts nothing until it is resumed. */
export const pause: Action<Named> = { id: 'digests.pause', args: named, opens: null }
export const resume: Action<Named> = { id: 'digests.resume', args: named, opens: null }

/** Shows what became of the latest times. */
export const history: Action<Named> = { id: 'digests.history', args: named, opens: null }

/** Opens the form that corrects the latest post of a digest where it stands. */
export const correct: Action<Named> = { id: 'digests.correct', args: named, opens: 'form' }

const posted = { post: z.int32(), to: z.string().max(300) }

/** Explains what moved in a posted digest; `metric` null: what moved most. */
export const why: Action<{ post: number; to: string; metric: string | null }> = {
  id: 'digests.why',
  args: z.object({ ...posted, metric: word.nullable() }),
  opens: null,
}

/** Shows the breakdowns behind the lines of a posted digest. */
export const details: Action<{ post: number; to: string }> = {
  id: 'digests.details',
  args: z.object(posted),
  opens: null,
}

/**
 * Opens the form that puts a question to the owner of a posted digest. `under` is the message on which it was pressed, which the form
 * carries: those who read the same words share their message, so a button cannot say where it stands.
 */
export const askOwner: Action<{ post: number; under: PostRef | null }> = {
  id: 'digests.ask_owner',
  args: z.object({ post: z.int32(), under: postRef.nullable() }),
  opens: 'form',
}

/** A place that a guest joined is closed to outsiders again: what is restricted may be posted there. */
export const readmit: Action<{ place: number }> = {
  id: 'digests.readmit',
  args: z.object({ place: z.int32() }),
  opens: null,
}

/** A place that was out of reach is tried again: the platform's notice that it is back may have been lost. */
export const placeBack: Action<{ place: number }> = {
  id: 'digests.place_back',
  args: z.object({ place: z.int32() }),
  opens: null,
}
