import { assertNever } from '../../../chat/assert-never.js'
import type { Incoming, Reply } from '../../../chat/incoming.js'
import type { Back } from '../back.js'
import { toCard } from '../cards/card.js'
import { bring, bringNow, type Desk, goOn, within, work } from './desk.js'
import { cardAnswer, type InvokeAnswer, lineAnswer, shortWords } from './invokes.js'

/** Said where there is nothing to say: the client shows an error if nothing comes. */
const DONE = '✓'

/** A pressed button (`Action.Execute`): answered in the same turn with the redrawn card or a line, or with words after a while. */
export async function pressed(incoming: Incoming, back: Back, desk: Desk): Promise<InvokeAnswer> {
  const words = desk.words(back.locale)
  const working = work(incoming, desk)
  const worked = await within(working, desk.patience.press)
  if (worked === null) {
    await goOn(incoming, back, desk, async (kept) => bring(incoming, back, await working, kept, desk))
    return lineAnswer(words.working)
  }
  return 'reply' in worked ? answered(incoming, worked.reply, back, desk) : lineAnswer(words.failed)
}

async function answered(incoming: Incoming, reply: Reply, back: Back, desk: Desk): Promise<InvokeAnswer> {
  switch (reply.kind) {
    case 'redraw': {
      // The response replaces the card for who pressed; an edit of the message replaces it for everybody.
      desk.behind(async () => void (await bringNow(incoming, back, reply, desk)))
      return cardAnswer(toCard(reply.message, { tenant: back.tenant, alone: back.alone }))
    }
    case 'tell':
    case 'home': {
      const short = shortWords(reply.message)
      if (short !== null) return lineAnswer(short)
      return sentBeside(incoming, reply, back, desk, desk.words(back.locale).seeMessage)
    }
    case 'form':
      return sentBeside(incoming, reply, back, desk, desk.words(back.locale).seeMessage)
    case 'file':
      return sentBeside(incoming, reply, back, desk, desk.words(back.locale).fileAsked)
    case 'options':
    case 'done':
      return lineAnswer(DONE)
    default:
      return assertNever(reply)
  }
}

/** More than a line: a private message, and a line that says so, or that it follows. */
async function sentBeside(
  incoming: Incoming,
  reply: Reply,
  back: Back,
  desk: Desk,
  line: string,
): Promise<InvokeAnswer> {
  const { working, failed } = desk.words(back.locale)
  return lineAnswer({ sent: line, follows: working, failed }[await bringNow(incoming, back, reply, desk)])
}
