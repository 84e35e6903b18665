import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { assertNever } from './assert-never.js'
import type { PlatformName } from './model.js'

/**
 * Trouble on purpose. `match` is the Web API method (`chat.postMessage`), or for Teams `POST activities`; `*` matches all.
 * Without `times` a rule holds until the faults are cleared. With `share` it meets that share of the requests, evenly: every
 * third for 1/3.
 *
 * - a status: the request is answered so, and nothing is done (429 carries `Retry-After`);
 * - `error`: Slack's `ok: false` with this word, nothing is done;
 * - `lose`: it is done, and then the connection breaks: the bot cannot know;
 * - `drop`: the connection breaks before anything is done;
 * - `delayMs`: it is done, and the answer comes late; `before: true` waits first;
 * - `lateMs`: the answer comes at once, the post shows that much later.
 */
export const faultRule = z.strictObject({
  platform: z.enum(['slack', 'teams']),
  match: z.string().min(1).default('*'),
  times: z.number().int().min(1).optional(),
  share: z.number().gt(0).max(1).optional(),
  answer: z.union([
    z.strictObject({ status: z.number().int().min(400).max(599), retryAfter: z.number().min(0).optional() }),
    z.strictObject({ error: z.string().min(1) }),
    z.literal('lose'),
    z.literal('drop'),
    z.strictObject({ delayMs: z.number().int().min(1), before: z.boolean().default(false) }),
    z.strictObject({ lateMs: z.number().int().min(1) }),
  ]),
})
export type FaultRule = z.output<typeof faultRule>
export type Fault = FaultRule['answer']

interface Kept {
  readonly rule: FaultRule
  left: number
  /** Requests that the rule matched, whether it met them or not. */
  seen: number
}

export class Faults {
  #rules: Kept[] = []

  add(rule: z.input<typeof faultRule>): void {
    const checked = faultRule.parse(rule)
    this.#rules.push({ rule: checked, left: checked.times ?? Number.POSITIVE_INFINITY, seen: 0 })
  }

  clear(): void {
    this.#rules = []
  }

  list(): readonly (FaultRule & { left: number | null })[] {
    return this.#rules.map(({ rule, left }) => ({ ...rule, left: Number.isFinite(left) ? left : null }))
  }

  /** The fault that meets this request, if any; it is used up by one. */
  take(platform: PlatformName, what: string): Fault | null {
    for (const kept of this.#rules) {
      const { rule } = kept
      if (rule.platform !== platform || (rule.match !== '*' && rule.match !== what)) continue
      kept.seen += 1
      const { share = 1 } = rule
      if (Math.floor(kept.seen * share) === Math.floor((kept.seen - 1) * share)) continue
      kept.left -= 1
      this.#rules = this.#rules.filter(({ left }) => left > 0)
      return rule.answer
    }
    return null
  }
}

/** The answer to one request of the bot, ready to be written. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Written as JSON; bytes as they are. */
  readonly body: unknown
}

/**
 * Carries one request of the bot through whatever fault awaits it.
 * @param act what the platform does and answers where all is well; `late` is how long after the answer a post may show (ms)
 * @param refusal how this platform words an error status
 * @returns the answer to write, or null where the connection has been broken
 */
export async function throughFaults(
  fault: Fault | null,
  req: IncomingMessage,
  act: (late: number) => Promise<Answer>,
  refusal: (status: number, error: string | null) => Answer,
): Promise<Answer | null> {
  if (fault === null) return act(0)
  if (fault === 'drop') {
    req.socket.destroy()
    return null
  }
  if (fault === 'lose') {
    await act(0)
    req.socket.destroy()
    return null
  }
  if ('error' in fault) return refusal(200, fault.error)
  if ('status' in fault) {
    const answer = refusal(fault.status, null)
    const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
    return { ...answer, headers: { ...answer.headers, ...retry } }
  }
  if ('lateMs' in fault) return act(fault.lateMs)
  if ('delayMs' in fault) {
    if (fault.before) await delay(fault.delayMs)
    const answer = await act(0)
    if (!fault.before) await delay(fault.delayMs)
    return answer
  }
  return assertNever(fault)
}

/** Writes an answer as JSON, or its bytes as they are. */
export function writeAnswer(res: ServerResponse, answer: Answer): void {
  if (res.destroyed) return
  if (Buffer.isBuffer(answer.body)) {
    res.writeHead(answer.status, { 'content-type': 'application/octet-stream', ...answer.headers })
    res.end(answer.body)
    return
  }
  res.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers })
  res.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
}
