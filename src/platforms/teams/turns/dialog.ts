import { assertNever } from '../../../chat/assert-never.js'
import type { Option, Values } from '../../../chat/form.js'
import type { Incoming, Reply } from '../../../chat/incoming.js'
import { clip } from '../../../chat/text.js'
import type { Back } from '../back.js'
import { coded, toDialog } from '../cards/dialog.js'
import { defused } from '../cards/safe.js'
import * as limits from '../limits.js'
import { bring, bringNow, type Desk, goOn, within, work } from './desk.js'
import { closed, dialogAnswer, dialogLine, type InvokeAnswer, searchAnswer, shortWords } from './invokes.js'

/** A button that opens a form: the form travels in the response, or never. */
export async function fetched(incoming: Incoming, draft: Values, back: Back, desk: Desk): Promise<InvokeAnswer> {
  const words = desk.words(back.locale)
  const worked = await within(work(incoming, desk), desk.patience.dialog)
  if (worked === null) return dialogLine(words.tooSlow)
  return 'reply' in worked ? shown(incoming, withDraft(worked.reply, draft), back, desk) : dialogLine(words.failed)
}

/** What words had said before they turned out to need the form, where the form does not know better. */
function withDraft(reply: Reply, draft: Values): Reply {
  if (reply.kind !== 'form') return reply
  const known = Object.fromEntries(Object.entries(reply.form.draft).filter(([, value]) => value !== null))
  return { ...reply, form: { ...reply.form, draft: { ...draft, ...known } } }
}

/** A submitted form: its errors redraw the dialog with what was typed; what takes longer is kept and answered later. */
export async function submitted(incoming: Incoming, back: Back, desk: Desk): Promise<InvokeAnswer> {
  const words = desk.words(back.locale)
  const working = work(incoming, desk)
  const worked = await within(working, desk.patience.press)
  if (worked === null) {
    const kept = await goOn(incoming, back, desk, async (row) => bring(incoming, back, await working, row, desk))
    return dialogLine(kept === 'unkept' ? words.working : words.saved)
  }
  // An error of the turn leaves the dialog open with what was typed, and the client says that it did not work.
  return 'reply' in worked ? shown(incoming, worked.reply, back, desk) : { status: 500 }
}

async function shown(incoming: Incoming, reply: Reply, back: Back, desk: Desk): Promise<InvokeAnswer> {
  const { failed, fileAsked, working } = desk.words(back.locale)
  switch (reply.kind) {
    case 'form':
      return dialogAnswer(toDialog(reply.form, desk.words(back.locale), back.alone))
    case 'tell':
    case 'home': {
      const short = shortWords(reply.message)
      if (short !== null) return dialogLine(short)
      const came = await bringNow(incoming, back, reply, desk)
      return came === 'sent' ? closed : dialogLine(came === 'follows' ? working : failed)
    }
    case 'file':
      return dialogLine({ sent: fileAsked, follows: working, failed }[await bringNow(incoming, back, reply, desk)])
    case 'redraw':
      desk.behind(async () => void (await bringNow(incoming, back, reply, desk)))
      return closed
    case 'options':
    case 'done':
      return closed
    default:
      return assertNever(reply)
  }
}

/** A typeahead: what is not there in time is nothing, and the next letter asks again. */
export async function searched(incoming: Incoming, many: boolean, desk: Desk): Promise<InvokeAnswer> {
  const worked = await within(work(incoming, desk), desk.patience.dialog)
  const options: readonly Option[] =
    worked !== null && 'reply' in worked && worked.reply.kind === 'options' ? worked.reply.options : []
  return searchAnswer(
    options.slice(0, limits.SEARCH_RESULTS).map(({ label, value }) => ({
      title: defused(clip(label, limits.LABEL)) || '–',
      value: coded(value, many),
    })),
  )
}
