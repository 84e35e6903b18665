import { z } from 'zod'
import { parseJson } from '../../http.js'
import { SlackError } from '../errors.js'
import type { Json } from '../json.js'
import type { Tier } from '../rate.js'
import type { Slack } from '../slack.js'

/** One call of a Web API method. */
export interface Call {
  readonly slack: Slack
  /** After how many milliseconds a post may show (a fault). */
  readonly late: number
}

interface Definition<A> {
  readonly token: 'bot' | 'app' | 'none'
  /** One of these must be granted; empty where none is needed. */
  readonly scopes: readonly string[]
  readonly tier: Tier
  readonly args: z.ZodType<A>
  /** The channel that the pace of posts is kept for. */
  readonly channel?: (args: A) => string
  readonly run: (args: A, call: Call) => Json | Promise<Json>
}

export interface Method {
  readonly token: Definition<never>['token']
  readonly scopes: readonly string[]
  readonly tier: Tier
  /** Checks the arguments. Returns what is to be counted and done. @throws SlackError `invalid_arguments` */
  prepare(raw: Json): { channel: string | null; run(call: Call): Promise<Json> }
}

/** Ties a method's arguments to what it does. */
export function method<A>(definition: Definition<A>): Method {
  return {
    token: definition.token,
    scopes: definition.scopes,
    tier: definition.tier,
    prepare(raw) {
      const parsed = definition.args.safeParse(raw, { reportInput: true })
      if (!parsed.success) throw new SlackError('invalid_arguments', parsed.error.issues.map(worded))
      const args = parsed.data
      return { channel: definition.channel?.(args) ?? null, run: async (call) => definition.run(args, call) }
    },
  }
}

function worded(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('/')
  if (issue.code === 'invalid_type' && issue.input === undefined) return `[ERROR] missing required field: ${name}`
  return `[ERROR] ${issue.message} [json-pointer:/${name}]`
}

/** Arguments come as form fields or as JSON: `true`, `"true"`, `1` and `"1"` are all yes. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0']), z.literal(1), z.literal(0)])
  .transform((value) => value === true || value === 'true' || value === '1' || value === 1)

export const whole = z.coerce.number().int()

/** An object that travels as JSON text in a form field. Text that is no JSON becomes null, which no check accepts. */
export const json = z.unknown().transform((value) => (typeof value === 'string' ? (parseJson(value) ?? null) : value))

/** A comma-separated list. */
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
)

/** Cuts a page out of a list. The cursor names the place in the list, opaquely. @throws SlackError `invalid_cursor` */
export function page<T>(
  all: readonly T[],
  cursor: string | undefined,
  limit: number,
): { items: readonly T[]; next: string } {
  const start = cursor === undefined || cursor === '' ? 0 : fromCursor(cursor)
  const end = start + limit
  return { items: all.slice(start, end), next: end < all.length ? toCursor(end) : '' }
}

function toCursor(start: number): string {
  return Buffer.from(`next:${start}`).toString('base64')
}

function fromCursor(cursor: string): number {
  const [, start] = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8')) ?? []
  if (start === undefined) throw new SlackError('invalid_cursor')
  return Number(start)
}
