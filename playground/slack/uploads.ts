import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, throughFaults, writeAnswer } from '../faults.js'
import { readBody } from '../http.js'
import { mayRead } from './files.js'
import type { Slack } from './slack.js'

/**
 * `/slack/upload/<id>`: the bytes of a file, as a form with one part or plain. Their number must be the one announced. Faults
 * know it as `upload`.
 */
export async function handleUpload(slack: Slack, req: IncomingMessage, res: ServerResponse, id: string): Promise<void> {
  const raw = await readBody(req)
  const act = async () => takeBytes(slack, id, partOf(raw, req.headers['content-type'] ?? '') ?? raw)
  const answer = await throughFaults(slack.stage.faults.take('slack', 'upload'), req, act, trouble)
  if (answer) writeAnswer(res, answer)
}

function takeBytes(slack: Slack, id: string, bytes: Buffer): Answer {
  const file = slack.state.files.get(id)
  if (!file || file.owner !== null || file.bytes !== null) return trouble(404, 'file_not_found')
  if (bytes.length !== file.length) return trouble(400, `${bytes.length} bytes came, ${file.length} were announced`)
  slack.state.files.set(id, { ...file, bytes })
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from(`OK - ${bytes.length}`) }
}

function trouble(status: number, error: string | null): Answer {
  return { status, body: { ok: false, error: error ?? 'internal_error' } }
}

/** The content of the first part of a multipart form; null where it is none. */
function partOf(raw: Buffer, type: string): Buffer | null {
  const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(type) ?? []
  if (boundary === undefined) return null
  const start = raw.indexOf('\r\n\r\n')
  const end = raw.indexOf(`\r\n--${boundary}`, start + 4)
  return start < 0 || end < 0 ? null : raw.subarray(start + 4, end)
}

/**
 * `/slack/files/<id>/<name>`: a file's bytes, for the bot with its token and `files:read`, and for the page. Faults know the bot's
 * fetching as `download`.
 */
export async function handleDownload(
  slack: Slack,
  req: IncomingMessage,
  res: ServerResponse,
  id: string,
): Promise<void> {
  const bearer = req.headers.authorization
  const fault = bearer === undefined ? null : slack.stage.faults.take('slack', 'download')
  const answer = await throughFaults(fault, req, async () => download(slack, req, id), trouble)
  if (answer) writeAnswer(res, answer)
}

function download(slack: Slack, req: IncomingMessage, id: string): Answer {
  const file = slack.state.files.get(id)
  const bearer = req.headers.authorization
  if (!file?.bytes) return trouble(404, 'file_not_found')
  if (bearer !== undefined && !admits(slack, bearer, id)) return trouble(403, 'access_denied')
  // Slack sends whoever comes without a token to the sign-in page, with status 302.
  if (bearer === undefined && !req.headers['sec-fetch-site']?.includes('same-origin'))
    return { status: 302, headers: { location: `${slack.stage.url()}/` }, body: undefined }
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`
  return { status: 200, headers: { 'content-disposition': disposition }, body: file.bytes }
}

function admits(slack: Slack, bearer: string, id: string): boolean {
  return (
    slack.tokens.check(bearer.replace(/^Bearer /, '')) === 'bot' &&
    slack.config.manifest.oauth_config.scopes.bot.includes('files:read') &&
    mayRead(slack, id)
  )
}
