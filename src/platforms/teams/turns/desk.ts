import { Temporal } from 'temporal-polyfill'
import type { Incoming, Reply } from '../../../chat/incoming.js'
import type { Door, Keeping, Sent } from '../../../chat/platform.js'
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
  /** The machine clock. */
  readonly now: () => Temporal.Instant
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
): Promise<Keeping> {
  const kept = await desk.door.keep(incoming, addressOf(back)).catch((error: unknown) => {
    desk.log.error({ error: nameOf(error), key: incoming.key }, 'An incoming could not be kept')
    return 'unkept' as const
  })
  if (kept !== 'seen') desk.behind(() => rest(kept === 'kept'))
  return kept
}

/**
 * Brings an answer within its turn. Where Teams asks for patience, or takes its time, the rest is done behind, from a row.
 * @returns `follows` where the person has to be told that the answer will come
 */
export async function bringNow(
  incoming: Incoming,
  back: Back,
  reply: Reply,
  desk: Desk,
): Promise<'sent' | 'follows' | 'failed'> {
  const first = desk.courier.answer(back, reply)
  const sent = await within(first, desk.patience.press)
  if (sent === null || sent.kind === 'retry') {
    await goOn(incoming, back, desk, async (kept) => bring(incoming, back, { reply }, kept, desk, first))
    return 'follows'
  }
  report(sent, back, desk)
  return sent.kind === 'sent' ? 'sent' : 'failed'
}

/**
 * Brings the answer, again where Teams asks for patience, and says that it has been brought.
 * @param first what the first attempt comes to, where one is under way already
 */
export async function bring(
  incoming: Incoming,
  back: Back,
  worked: Worked,
  kept: boolean,
  desk: Desk,
  first?: Promise<Sent>,
): Promise<void> {
  const answer = (): Promise<Sent> =>
    'reply' in worked ? desk.courier.answer(back, worked.reply) : desk.courier.say(back, desk.words(back.locale).failed)
  const own = desk.now().add({ seconds: OWN_SECONDS })
  let sent = await (first ?? answer())
  for (let attempt = 1; sent.kind === 'retry' && attempt < ATTEMPTS; attempt += 1) {
    if (kept && Temporal.Instant.compare(sent.at, own) > 0) break
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
/**
 * Seconds for which a kept answer is this process's to bring. Its row is leased for a minute: later, whoever looks after abandoned ones
 * brings it, and both would.
 */
const OWN_SECONDS = 45

/** What was not sent is said in the log; there is nobody else to tell. */
function report(sent: Sent, back: Back, desk: Desk): void {
  if (sent.kind !== 'sent')
    desk.log.warn({ sent: sent.kind, code: sent.code, tenant: back.tenant }, 'An answer did not arrive')
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
