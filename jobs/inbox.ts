import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../db/connect.js'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import type { PlatformName } from '../src/chat/place.js'
import type { Door, Platform } from '../src/chat/platform.js'
import type { Seal } from '../src/company/standing.js'
import { sealTyped } from '../src/inbox/sealed.js'
import * as store from '../src/inbox/store.js'
import type { Log } from './log.js'

export interface InboxDesk {
  readonly db: Db
  readonly machine: () => Temporal.Instant
  readonly platforms: ReadonlyMap<PlatformName, Platform>
  readonly handle: (incoming: Incoming) => Promise<Reply>
  readonly log: Log
}

/** How long a process has to answer what it acknowledged, in seconds, before another may. */
const answerLease = 60
/** Something that cannot be answered after this many tries is let go, and logged. */
const mostAttempts = 5
/** Answered rows are kept this long, in hours, to know a repeated event: Slack repeats within six minutes. */
const remember = 48
const batch = 20

/**
 * Keeps what is acknowledged before it is answered, with what was typed sealed, and leased to this process.
 * @param desk `untraced` tells what must not stand beside who did it: there is no row of it, and its platform is told so
 */
export function keeping(desk: {
  readonly db: Db
  readonly machine: () => Temporal.Instant
  readonly seal: Seal
  readonly untraced: (incoming: Incoming) => boolean
}): Door['keep'] {
  return async (incoming, back) => {
    if (desk.untraced(incoming)) return 'unkept'
    const now = desk.machine()
    const one = { incoming: sealTyped(desk.seal, incoming), back }
    return store.keep(desk.db, one, now, now.add({ seconds: answerLease }))
  }
}

/**
 * Answers what a process acknowledged and did not live to answer. Verbs may run twice here; what they write carries the
 * incoming's key, so it is written once.
 * @returns how many were answered
 */
async function answerAbandoned(desk: InboxDesk): Promise<number> {
  const now = desk.machine()
  await store.forget(desk.db, now.subtract({ hours: remember }))
  const abandoned = await store.takeAbandoned(desk.db, now, now.add({ seconds: answerLease }), batch)
  for (const one of abandoned) await answer(one, desk)
  return abandoned.length
}

async function answer(one: store.Kept, desk: InboxDesk): Promise<void> {
  const { key } = one.incoming
  const platform = desk.platforms.get(one.back.platform)
  const giveUp = one.attempts > mostAttempts
  if (!platform && !giveUp) return
  if (!platform || giveUp) {
    desk.log.error({ key, attempts: one.attempts }, 'An acknowledged command could not be answered and is let go')
    return store.settle(desk.db, key, desk.machine())
  }
  const sent = await platform.answer(one.back, await desk.handle(one.incoming))
  if (sent.kind === 'sent' || sent.kind === 'refused') return store.settle(desk.db, key, desk.machine())
  desk.log.warn({ key, code: sent.code }, 'An answer did not get through; it is tried again')
}

/** Looks for abandoned commands at start and every few seconds after. */
export function startInbox(desk: InboxDesk, everyMilliseconds = 5000): { readonly stop: () => Promise<void> } {
  let under: Promise<unknown> = Promise.resolve()
  const look = (): void => {
    under = under
      .then(() => answerAbandoned(desk))
      .catch((error: unknown) => {
        desk.log.error(
          { reason: error instanceof Error ? error.message : String(error) },
          'The inbox could not be read; it is tried again',
        )
      })
  }
  look()
  const timer = setInterval(look, everyMilliseconds)
  return {
    stop: async () => {
      clearInterval(timer)
      await under
    },
  }
}
