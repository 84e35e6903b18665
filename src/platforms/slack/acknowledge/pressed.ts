import type { Values } from '../../../chat/form.js'
import type { Reply } from '../../../chat/incoming.js'
import { answer } from '../answer.js'
import type { Pressed } from '../incoming/classified.js'
import { said } from '../views.js'
import { type Ack, type Desk, finish, handle, keep, LATE, within } from './desk.js'
import { openForm, openLoading } from './open.js'

/**
 * A pressed button: what it does is done first, then Slack hears "ok", then the card is redrawn. What takes too long is
 * written down, acknowledged all the same, and the person is told so.
 */
export async function acknowledgePress(desk: Desk, pressed: Pressed, ack: Ack): Promise<void> {
  if (pressed.incoming.call.opens === 'form') return acknowledgeOpening(desk, pressed, ack)
  const { incoming, from, trigger } = pressed
  const work = handle(desk, incoming)
  const early = await within(work, desk.deadlines.answer)
  const keeping = early === LATE ? keep(desk, incoming, from) : null
  const reply = early === LATE ? await within(work, desk.deadlines.acknowledge - desk.deadlines.answer) : early
  await ack()
  if (reply === LATE) {
    const slow = said(desk.options.words(from.locale).slow)
    await answer(desk, from, { kind: 'tell', message: slow })
  } else if (reply?.kind === 'form' && keeping === null) {
    return openForm(desk, from, trigger, reply.form)
  }
  return finish(desk, incoming, from, work, keeping)
}

/** A press that must open a form: at once, as loading if the form is not there yet. Opening changes nothing, so nothing is kept. */
async function acknowledgeOpening(desk: Desk, pressed: Pressed, ack: Ack): Promise<void> {
  const { incoming, from, trigger, dialog } = pressed
  const work = handle(desk, incoming)
  if (dialog !== null) {
    await ack()
    return finish(desk, incoming, { ...from, view: dialog.view }, withDraft(work, dialog.draft), null)
  }
  const early = await within(work, desk.deadlines.loading)
  await ack()
  if (early !== LATE && early?.kind === 'form') return openForm(desk, from, trigger, early.form)
  const view = early === LATE ? await openLoading(desk, from, trigger) : null
  return finish(desk, incoming, { ...from, view }, work, null)
}

/** The form that comes back after a dialog that was too slow starts with what had been typed. */
async function withDraft(work: Promise<Reply | null>, draft: Values | null): Promise<Reply | null> {
  const reply = await work
  if (reply?.kind !== 'form' || draft === null) return reply
  return { ...reply, form: { ...reply.form, draft: { ...reply.form.draft, ...draft } } }
}
