import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, sendJson } from '../http.js'
import { mayRead } from './files.js'
import type { Slack } from './slack.js'

/** `/slack/upload/<id>`: the bytes of a file, as a form with one part or plain. Their number must be the one announced. */
export async function handleUpload(slack: Slack, req: IncomingMessage, res: ServerResponse, id: string): Promise<void> {
  const file = slack.state.files.get(id)
  if (!file || file.owner !== null || file.bytes !== null)
    return sendJson(res, 404, { ok: false, error: 'file_not_found' })
  const raw = await readBody(req)
  const bytes = partOf(raw, req.headers['content-type'] ?? '') ?? raw
  if (bytes.length !== file.length) {
    sendJson(res, 400, { ok: false, error: `${bytes.length} bytes came, ${file.length} were announced` })
    return
  }
  slack.state.files.set(id, { ...file, bytes })
  res.writeHead(200, { 'content-type': 'text/plain' })
  res.end(`OK - ${bytes.length}`)
}

/** The content of the first part of a multipart form; null where it is none. */
function partOf(raw: Buffer, type: string): Buffer | null {
  const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(type) ?? []
  if (boundary === undefined) return null
  const start = raw.indexOf('\r\n\r\n')
  const end = raw.indexOf(`\r\n--${boundary}`, start + 4)
  return start < 0 || end < 0 ? null : raw.subarray(start + 4, end)
}

/** `/slack/files/<id>/<name>`: a file's bytes, for the bot with its token and `files:read`, and for the page. */
export function handleDownload(slack: Slack, req: IncomingMessage, res: ServerResponse, id: string): void {
  const file = slack.state.files.get(id)
  const bearer = req.headers.authorization
  if (!file?.bytes) {
    sendJson(res, 404, { ok: false, error: 'file_not_found' })
    return
  }
  if (bearer !== undefined) {
    const allowed =
      slack.tokens.check(bearer.replace(/^Bearer /, '')) === 'bot' &&
      slack.config.manifest.oauth_config.scopes.bot.includes('files:read') &&
      mayRead(slack, id)
    if (!allowed) {
      sendJson(res, 403, { ok: false, error: 'access_denied' })
      return
    }
  } else if (!req.headers['sec-fetch-site']?.includes('same-origin')) {
    // Slack sends whoever comes without a token to the sign-in page, with status 302.
    res.writeHead(302, { location: `${slack.stage.url()}/` })
    res.end()
    return
  }
  res.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  })
  res.end(file.bytes)
}
