import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import { assertNever } from '../chat/assert-never.js'
import { defaultCompany } from '../company/default.js'
import { companyOf } from '../company/store.js'
import { type FactName, factNames } from '../facts/catalogue.js'
import { FactsError } from '../facts/problems.js'
import { openApi, pushPath } from '../facts/push/openapi.js'
import { pushRows } from '../facts/push/push.js'
import { idempotencyKey, mostBytes, mostRows, type PushError, pushAnswer, pushedBatch } from '../facts/push/schema.js'
import { hashOf } from '../facts/push/tokens.js'
import { answerPush, claimPush, type PushToken, releasePush, useToken } from '../facts/push-store.js'
import { textsFor } from '../locales/texts.js'
import { type Handler, readBody } from './http.js'

export interface PushDoor {
  readonly database: Database
  /** The business clock: what the facts are as fresh as. */
  readonly now: () => Temporal.Instant
  /** The machine clock: how long keys are remembered. */
  readonly machine: () => Temporal.Instant
  readonly log: Pick<Logger, 'error'>
}

/** Batches that are imported at the same time in one process: each holds a connection, and people's questions need some, too. */
const atOnce = 3

interface Answer {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

/** The push API: `POST /v1/facts/<fact>` for every fact, and its description at `/v1/openapi.json`. */
export function pushRoutes(door: PushDoor): ReadonlyMap<string, Handler> {
  let busy = 0
  const take = (fact: FactName): Handler => {
    return (request, response) => {
      if (busy >= atOnce)
        return write(response, refused(429, 'busy', 'Too many batches at once.', { 'retry-after': '1' }))
      busy += 1
      push(request, fact, door)
        .catch((error: unknown): Answer => {
          door.log.error({ fact, error }, 'A pushed batch failed')
          return refused(500, 'failed', 'Something went wrong; nothing of the batch was kept. Send it again.')
        })
        .then((answer) => write(response, answer))
        .finally(() => {
          busy -= 1
        })
    }
  }
  const description = JSON.stringify(openApi())
  return new Map<string, Handler>([
    ...factNames.map((fact) => [pushPath(fact), take(fact)] as const),
    [
      '/v1/openapi.json',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(description),
    ],
  ])
}

function refused(status: number, code: string, message: string, headers: Answer['headers'] = {}): Answer {
  return { status, body: { error: { code, message } } satisfies PushError, headers }
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  // What a refused request still sends is not read: the connection cannot be used again.
  const close = status === 200 ? {} : { connection: 'close' }
  response.writeHead(status, { 'content-type': 'application/json', ...close, ...headers }).end(JSON.stringify(body))
}

async function push(request: IncomingMessage, fact: FactName, door: PushDoor): Promise<Answer> {
  if (request.method !== 'POST') return refused(405, 'method', 'Facts are sent by POST.', { allow: 'POST' })
  const token = await tokenOf(request, door)
  if (!token)
    return refused(401, 'token', 'Send a token made by `drumbeat token` as Authorization: Bearer …', {
      'www-authenticate': 'Bearer',
    })
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return refused(415, 'content_type', 'Send the batch as application/json.')
  const text = await readBody(request, mostBytes)
  if (text === null) return refused(413, 'too_large', `A request has at most ${mostBytes} bytes; send several batches.`)
  const batch = batchOf(text)
  if (!('rows' in batch)) return batch
  return underKey(request, { token, fact, text, rows: batch.rows }, door)
}

async function tokenOf(request: IncomingMessage, { database, machine }: PushDoor): Promise<PushToken | null> {
  const given = /^Bearer +([\w-]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  return given === undefined ? null : useToken(database.db, hashOf(given), machine())
}

function batchOf(text: string): { readonly rows: readonly unknown[] } | Answer {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refused(400, 'json', 'The body is not JSON.')
  }
  const parsed = pushedBatch.safeParse(json)
  if (parsed.success) return parsed.data
  const said = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')
  return refused(422, 'batch', `Send {"rows": [...]} with 1 to ${mostRows} rows. ${said}`)
}

interface Batch {
  readonly token: PushToken
  readonly fact: FactName
  readonly text: string
  readonly rows: readonly unknown[]
}

/** Imports a batch once for its key; without one, as often as it is sent, which changes nothing either. */
async function underKey(request: IncomingMessage, batch: Batch, door: PushDoor): Promise<Answer> {
  const given = request.headers['idempotency-key']
  if (given === undefined) return importBatch(batch, door)
  const key = idempotencyKey.safeParse(given)
  if (!key.success) return refused(422, 'key', 'An Idempotency-Key has 1 to 200 visible characters of ASCII.')
  const { db } = door.database
  const digest = createHash('sha256').update(`${batch.fact}\n${batch.text}`).digest('hex')
  const claim = await claimPush(db, { token: batch.token.id, key: key.data, digest }, door.machine())
  switch (claim.kind) {
    case 'answered':
      return { status: 200, body: pushAnswer.parse(claim.answer), headers: { 'idempotent-replayed': 'true' } }
    case 'another batch':
      return refused(422, 'key_of_another_batch', 'This Idempotency-Key was sent with another batch before.')
    case 'under way':
      return refused(409, 'under_way', 'This batch is being imported just now.', { 'retry-after': '1' })
    case 'mine':
      return kept(key.data, batch, door)
    default:
      return assertNever(claim)
  }
}

async function kept(key: string, batch: Batch, door: PushDoor): Promise<Answer> {
  const { db } = door.database
  try {
    const answer = await importBatch(batch, door)
    if (answer.status === 200) await answerPush(db, batch.token.id, key, answer.body)
    else await releasePush(db, batch.token.id, key)
    return answer
  } catch (error) {
    await releasePush(db, batch.token.id, key)
    throw error
  }
}

async function importBatch({ token, fact, rows }: Batch, { database, now }: PushDoor): Promise<Answer> {
  const company = (await companyOf(database.db)) ?? defaultCompany
  try {
    const desk = { database, company, now: now(), t: textsFor('en', company.zone) }
    return { status: 200, body: await pushRows(desk, token, fact, rows) }
  } catch (error) {
    if (!(error instanceof FactsError)) throw error
    return refused(422, 'facts', error.message)
  }
}
