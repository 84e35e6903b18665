import type { Answer } from '../../faults.js'

/** The service's documented errors, worded as it words them. */

const error = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
})

export const badSyntax = (message: string): Answer => error(400, 'BadSyntax', message)
export const badArgument = (message: string): Answer => error(400, 'Bad argument', message)
export const unauthorized: Answer = {
  status: 401,
  body: { message: 'Authorization has been denied for this request.' },
}
export const notInRoster = error(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.')
export const notInstalled = error(403, 'ForbiddenOperationException', "Bot is not installed in user's personal scope")
export const notAllowed = (message: string): Answer => error(403, 'NotEnoughPermissions', message)
export const conversationNotFound = error(404, 'ConversationNotFound', 'Conversation not found.')
export const activityNotFound = error(404, 'ActivityNotFoundInConversation', 'Conversation not found.')
export const memberNotFound = error(
  404,
  'MemberNotFoundInConversation',
  'The member is not part of the conversation roster.',
)
export const tooBig = error(413, 'MessageSizeTooBig', 'Message size too large.')

/** The personal chat exists, but the person has blocked or removed the bot. This one has a shape of its own. */
export const writesBlocked: Answer = {
  status: 403,
  body: {
    errorCode: 209,
    message: JSON.stringify(
      {
        subCode: 'MessageWritesBlocked',
        details: 'Thread is blocked from message writes.',
        errorCode: null,
        errorSubCode: null,
      },
      null,
      2,
    ).replaceAll('\n', '\r\n'),
  },
}

/** @param waitMs until the next request may pass; the header counts whole seconds */
export function throttled(waitMs: number): Answer {
  return {
    ...error(429, 'Throttled', 'Too many requests.'),
    headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) },
  }
}

/** @param name of an operation that this Teams does not play */
export const notPlayed = (name: string): Answer =>
  error(501, 'NotImplemented', `This Teams does not play ${name}; docs/playground.md lists what it does.`)

/** How a fault's bare status is worded. */
export function faultRefusal(status: number): Answer {
  if (status === 429) return throttled(1_000)
  if (status === 412) return error(412, 'PreconditionFailed', 'Precondition failed, please try again.')
  if (status === 403) return notInRoster
  if (status === 404) return conversationNotFound
  return error(status, 'ServiceError', `The service answered ${status}.`)
}
