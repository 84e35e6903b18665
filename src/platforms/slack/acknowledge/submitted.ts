import { assertNever } from '../../../chat/assert-never.js'
import type { Form } from '../../../chat/form.js'
import type { Reply } from '../../../chat/incoming.js'
import { shortLine } from '../blocks/kit.js'
import type { Submitted } from '../incoming/classified.js'
import { LIMITS } from '../limits.js'
import { encodeWithDraft } from '../metadata.js'
import { formView, waitingView } from '../views.js'
import { type Ack, type AckBody, type Desk, finish, handle, keep, LATE, within } from './desk.js'

/**
 * A submitted dialog: what it asks is done first, and what comes of it (errors at fields, the next form) travels in the
 * acknowledgement. What takes too long is written down with all that was typed, and the dialog says so.
 */
export async function acknowledgeSubmission(desk: Desk, submitted: Submitted, ack: Ack): Promise<void> {
  const { incoming, from } = submitted
  const words = desk.options.words(from.locale)
  const work = handle(desk, incoming)
  const early = await within(work, desk.deadlines.answer)
  const waiting = { ...from, view: submitted.view }
  const keeping = early === LATE ? keep(desk, incoming, waiting) : null
  const reply = early === LATE ? await within(work, desk.deadlines.acknowledge - desk.deadlines.answer) : early
  if (reply === LATE) {
    await ack(stillOpen(desk, submitted, words.slowForm))
    return finish(desk, incoming, waiting, work, keeping)
  }
  if (reply === null) {
    await ack(stillOpen(desk, submitted, words.failed))
    return settleQuietly(desk, submitted, keeping)
  }
  const body = bodyOf(desk, submitted, reply)
  await ack(body)
  // The acknowledgement has already shown a form; everything else closed the dialog and is still to be said.
  if (body !== undefined) return settleQuietly(desk, submitted, keeping)
  return finish(desk, incoming, from, work, keeping)
}

async function settleQuietly(
  desk: Desk,
  { incoming, from }: Submitted,
  keeping: ReturnType<typeof keep> | null,
): Promise<void> {
  if (keeping !== null) await finish(desk, incoming, from, Promise.resolve({ kind: 'done' }), keeping)
}

/** What travels in the acknowledgement; undefined closes the dialog. */
function bodyOf(desk: Desk, submitted: Submitted, reply: Reply): AckBody | undefined {
  switch (reply.kind) {
    case 'form':
      return formBody(desk, submitted, reply.form)
    case 'tell':
    case 'redraw':
    case 'home':
    case 'file':
    case 'done':
    case 'options':
      return undefined
    default:
      return assertNever(reply)
  }
}

/** Errors go to the fields of the open dialog if it still has the same fields, and keep what was typed; else the form is drawn anew. */
function formBody(desk: Desk, submitted: Submitted, form: Form): AckBody {
  const errors = Object.entries(form.errors)
  const fields = form.fields.flatMap((field) => (field.kind === 'info' ? [] : [field.name]))
  const same = fields.length === submitted.inputs.length && fields.every((name) => submitted.inputs.includes(name))
  if (errors.length > 0 && same && errors.every(([name]) => submitted.inputs.includes(name))) return errorsBody(errors)
  try {
    return { to: 'view', view: formView(form, submitted.from, null) }
  } catch (error) {
    desk.options.log.error({ err: error, action: form.call.action }, 'a form could not be drawn for Slack')
    return stillOpen(desk, submitted, desk.options.words(submitted.from.locale).failed)
  }
}

function errorsBody(errors: readonly (readonly [string, string])[]): AckBody {
  const lines = errors.map(([name, error]) => [name, shortLine(error, LIMITS.input.hint)])
  return { to: 'view', errors: Object.fromEntries(lines) }
}

/**
 * The dialog stays and says why. If what was typed fits into its metadata, it gives way to a short note with a button that
 * brings the form back as it was; else the form itself stays open, with the note as an error at its first field.
 */
function stillOpen(desk: Desk, submitted: Submitted, says: string): AckBody {
  const { metadata, incoming, inputs } = submitted
  const words = desk.options.words(submitted.from.locale)
  const json = encodeWithDraft(metadata, incoming.values)
  const [first] = inputs
  if (json === null && first !== undefined) return errorsBody([[first, says]])
  const view = waitingView(submitted.title, says, metadata.call, json ?? '', words)
  return { to: 'view', view }
}
