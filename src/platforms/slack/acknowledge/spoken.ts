import { assertNever } from '../../../chat/assert-never.js'
import type { Reply } from '../../../chat/incoming.js'
import type { Message } from '../../../chat/message.js'
import { toBlocks } from '../blocks/message.js'
import type { Spoken } from '../incoming/classified.js'
import { said } from '../views.js'
import { type Ack, type AckBody, type Desk, failed, finish, handle, keep, LATE, within } from './desk.js'
import { openForm } from './open.js'

/**
 * A slash command. The answer travels in the acknowledgement if it is there in time; else the command is written down first,
 * then Slack hears "on it", and the answer follows by the response address. Slack never sends a command again, so it is
 * acknowledged even when it could not be written down.
 */
export async function acknowledgeCommand(desk: Desk, spoken: Spoken, trigger: string, ack: Ack): Promise<void> {
  const { incoming, from } = spoken
  const work = handle(desk, incoming)
  const early = await within(work, desk.deadlines.answer)
  if (early !== LATE) return answerNow(desk, spoken, trigger, early ?? failed(desk, from), ack)

  const keeping = keep(desk, incoming, from)
  const kept = await within(keeping, desk.deadlines.acknowledge - desk.deadlines.answer)
  if (kept === 'seen') return ack()
  await ack(ephemeral(desk, said(desk.options.words(from.locale).onIt), from.at.workspace))
  await finish(desk, incoming, from, work, keeping)
}

async function answerNow(desk: Desk, spoken: Spoken, trigger: string, reply: Reply, ack: Ack): Promise<void> {
  const { from } = spoken
  switch (reply.kind) {
    case 'tell':
    case 'redraw':
      return ack(ephemeral(desk, reply.message, from.at.workspace))
    case 'form':
      await ack()
      return openForm(desk, from, trigger, reply.form)
    case 'file':
      await ack()
      return finish(desk, spoken.incoming, from, Promise.resolve(reply), null)
    case 'home':
    case 'done':
    case 'options':
      return ack()
    default:
      return assertNever(reply)
  }
}

/** A message as the body of an acknowledgement; one that cannot be drawn is replaced by the words for a failure. */
function ephemeral(desk: Desk, message: Message, workspace: string): AckBody {
  const to = 'command'
  try {
    return { to, ...toBlocks(message, workspace) }
  } catch (error) {
    desk.options.log.error({ err: error }, 'an answer could not be drawn for Slack')
    return { to, ...toBlocks(said(desk.options.words(null).failed), workspace) }
  }
}

/** Thrown instead of an acknowledgement: Slack sends an event again at once, after a minute and after five. */
class NotKept extends Error {
  constructor(key: string) {
    super(`The event ${key} could not be written down in time; Slack will send it again.`)
  }
}

/**
 * A mention, a direct message, an opened home tab: written down before it is acknowledged, answered afterwards. If the store
 * stalls there is no acknowledgement; should it write in the end, the work is done then, because the second delivery will
 * find the event there and do nothing.
 */
export async function keepEvent(desk: Desk, { incoming, from }: Spoken): Promise<void> {
  const keeping = keep(desk, incoming, from)
  const answered = keeping.then((kept) =>
    kept === 'seen' || kept === 'failed' ? undefined : finish(desk, incoming, from, handle(desk, incoming), keeping),
  )
  desk.tasks.run(answered)
  const kept = await within(keeping, desk.deadlines.acknowledge)
  if (kept === LATE || kept === 'failed') throw new NotKept(incoming.key)
}
