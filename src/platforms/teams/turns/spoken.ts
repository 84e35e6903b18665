import type { Incoming } from '../../../chat/incoming.js'
import type { Back } from '../back.js'
import { bring, bringNow, type Desk, goOn, within, work } from './desk.js'

/**
 * Words, and presses that arrive as messages: the answer is a message of its own. It is sent within the turn if it is there in
 * time; else the person is shown that it will follow.
 */
export async function spoken(incoming: Incoming, back: Back, patience: number, desk: Desk): Promise<void> {
  const working = work(incoming, desk)
  const worked = await within(working, patience)
  if (worked !== null && 'reply' in worked) {
    await bringNow(incoming, back, worked.reply, desk)
    return
  }
  if (worked !== null) {
    await bring(incoming, back, worked, false, desk)
    return
  }
  await goOn(incoming, back, desk, async (kept) => {
    await desk.courier.hint(back, desk.words(back.locale).onIt)
    await bring(incoming, back, await working, kept, desk)
  })
}

/** What certainly takes longer than a turn: a row first, so that nothing is lost from the moment when Teams hears "ok". */
export async function keptFirst(incoming: Incoming, back: Back, desk: Desk): Promise<void> {
  await goOn(incoming, back, desk, async (kept) => bring(incoming, back, await work(incoming, desk), kept, desk))
}
