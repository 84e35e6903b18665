import type { IncomingMessage, ServerResponse } from 'node:http'

/** More than any platform takes; a larger body is a mistake of the caller. */
const MAX_BODY_BYTES = 64 * 1024 * 1024

/** Reads a request's body. Rejects when it is larger than 64 MB. */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size > MAX_BODY_BYTES) throw new Error(`The request's body is larger than ${MAX_BODY_BYTES} bytes.`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** Parses JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  if (res.destroyed) return
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  res.end(JSON.stringify(body))
}
