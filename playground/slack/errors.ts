import type { Problem } from './validate/problems.js'

/** Slack's `ok: false`: the documented word, and what stands in `response_metadata.messages`. */
export class SlackError extends Error {
  readonly code: string
  readonly details: readonly string[]
  readonly extra: Readonly<Record<string, unknown>>

  constructor(code: string, details: readonly string[] = [], extra: Readonly<Record<string, unknown>> = {}) {
    super(details.length === 0 ? code : `${code}: ${details.join('; ')}`)
    this.code = code
    this.details = details
    this.extra = extra
  }

  body(): Record<string, unknown> {
    const messages = this.details.length === 0 ? {} : { response_metadata: { messages: this.details } }
    return { ok: false, error: this.code, ...this.extra, ...messages }
  }
}

type Refused = 'invalid_blocks' | 'invalid_attachments' | 'invalid_arguments'

/** `invalid_blocks` of a message, or `invalid_arguments` of a view, with a line per problem as Slack words them. */
export function refusal(code: Refused, problems: readonly Problem[]): SlackError {
  const lines = problems.map(({ path, message }) => `${message} [json-pointer:${path}]`)
  return new SlackError(
    code,
    lines.map((line) => `[ERROR] ${line}`),
    code === 'invalid_blocks' ? { errors: lines } : {},
  )
}
