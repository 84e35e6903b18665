import type { Incoming, Reply } from '../../../chat/incoming.js'
import type { Door, Sent } from '../../../chat/platform.js'
import { addressOf, type Back } from '../back.js'
import type { Courier } from '../courier.js'
import type { Patience, TeamsLog } from '../options.js'
import type { TeamsWords } from '../words.js'

/** What every turn works with. */
export interface Desk {
  readonly door: Door
  readonly courier: Courier
  readonly patience: Patience
  readonly log: TeamsLog
  readonly words: (locale: string | null) => TeamsWords
  /** Work that goes on after the turn; the platform's stop waits for it. */
  behind(work: () => Promise<void>): void
  /** Waits, or returns false as soon as the platform stops. */
  rest(until: { readonly epochMilliseconds: number }): Promise<boolean>
}

/** What the rooms above came to. They reject only where the bot itself cannot work. */
export type Worked = { readonly reply: Reply } | { readonly failed: unknown }

export function work(incoming: Incoming, desk: Desk): Promise<Worked> {
  return desk.door.handle(incoming).then(
    (reply) => ({ reply }),
    (failed: unknown) => {
      desk.log.error(
        { error: nameOf(failed), key: incoming.key, kind: incoming.kind },
        'An incoming could not be answered',
      )
      return { failed }
    },
  )
}

/** The result if it is there in time, else null. */
export async function within<T>(result: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds)
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Takes the work out of the turn: a row first, so that a restart answers, then the rest behind. `seen`: another delivery of the
 * same is being answered already. Where the row cannot be written, the answer still comes as long as this process lives.
 */
export async function goOn(
  incoming: Incoming,
  back: Back,
  desk: Desk,
  rest: (kept: boolean) => Promise<void>,
): Promise<'kept' | 'seen' | 'unkept'> {
  const kept = await desk.door.keep(incoming, addressOf(back)).catch((error: unknown) => {
    desk.log.error({ error: nameOf(error), key: incoming.key }, 'An incoming could not be kept')
    return 'unkept' as const
  })
  if (kept !== 'seen') desk.behind(() => rest(kept === 'kept'))
  return kept
}

/** Brings the answer, again where Teams asks for patience, and says that it has been brought. */
export async function bring(incoming: Incoming, back: Back, worked: Worked, kept: boolean, desk: Desk): Promise<void> {
  const answer = (): Promise<Sent> =>
    'reply' in worked ? desk.courier.answer(back, worked.reply) : desk.courier.say(back, desk.words(back.locale).failed)
  let sent = await answer()
  for (let attempt = 1; sent.kind === 'retry' && attempt < ATTEMPTS; attempt += 1) {
    // A process that stops leaves the row: the next one answers.
    if (!(await desk.rest(sent.at))) return
    sent = await answer()
  }
  report(sent, back, desk)
  // Who let a file be stored waits for it: an upload address that has run out must be said.
  if (back.upload !== null && sent.kind !== 'sent') await desk.courier.say(back, desk.words(back.locale).failed)
  if (kept && sent.kind !== 'retry') await desk.door.settle(incoming.key)
}

const ATTEMPTS = 5

/** What was not sent is said in the log; there is nobody else to tell. */
export function report(sent: Sent, back: Back, desk: Desk): void {
  if (sent.kind !== 'sent')
    desk.log.warn({ sent: sent.kind, code: sent.code, tenant: back.tenant }, 'An answer did not arrive')
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
