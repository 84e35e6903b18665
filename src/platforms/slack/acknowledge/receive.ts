import { assertNever } from '../../../chat/assert-never.js'
import type { Incoming } from '../../../chat/incoming.js'
import type { Notice } from '../../../chat/platform.js'
import { slackOptions } from '../blocks/form.js'
import { classify } from '../incoming/classify.js'
import { LIMITS } from '../limits.js'
import { type Ack, type Desk, handle, LATE, within } from './desk.js'
import { acknowledgePress } from './pressed.js'
import { acknowledgeCommand, keepEvent } from './spoken.js'
import { acknowledgeSubmission } from './submitted.js'

/**
 * One payload, from its body to its acknowledgement and its answer. Rejects where there must be no acknowledgement, so that
 * Slack sends it again: events that could not be written down.
 */
export async function receive(
  desk: Desk,
  body: Readonly<Record<string, unknown>>,
  bot: string | null,
  ack: Ack,
): Promise<void> {
  const one = classify(body, { bot, now: desk.options.now().epochMilliseconds })
  switch (one.kind) {
    case 'spoken':
      return one.trigger === null ? keepEvent(desk, one) : acknowledgeCommand(desk, one, one.trigger, ack)
    case 'pressed':
      return acknowledgePress(desk, one, ack)
    case 'submitted':
      return acknowledgeSubmission(desk, one, ack)
    case 'searched':
      return ack({ to: 'options', options: await optionsFor(desk, one.incoming) })
    case 'noticed':
      return note(desk, one.notice)
    case 'nothing':
      return ack()
    case 'unsupported':
      desk.options.log.warn({ what: one.what }, 'Slack sent something that this version does not know')
      return ack()
    default:
      return assertNever(one)
  }
}

/** Options for what was typed so far; an empty list where none can be had in time, because Slack waits in the same turn. */
async function optionsFor(desk: Desk, incoming: Incoming): Promise<ReturnType<typeof slackOptions>> {
  const reply = await within(handle(desk, incoming), desk.deadlines.acknowledge)
  if (reply === LATE || reply?.kind !== 'options') return []
  try {
    return slackOptions(reply.options.slice(0, LIMITS.options))
  } catch (error) {
    desk.options.log.error({ err: error, key: incoming.key }, 'options could not be drawn for Slack')
    return []
  }
}

/** An uninstallation also ends the installation here: with its token nothing can be done any more. */
async function note(desk: Desk, notice: Notice): Promise<void> {
  const done = async (): Promise<void> => {
    if (notice.kind === 'uninstalled') await desk.uninstall(notice.workspace)
    await desk.door.notice(notice)
  }
  if ((await within(done(), desk.deadlines.acknowledge)) === LATE)
    throw new Error(`The notice "${notice.kind}" could not be passed on in time; Slack will send it again.`)
}
