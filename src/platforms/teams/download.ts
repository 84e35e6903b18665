import { z } from 'zod'
import { bodyWithin, type Fetched, type SharedFile } from '../../chat/file.js'

/** A file may take its time; nobody waits for it in a turn. In milliseconds. */
const TIMEOUT = 60_000

const ref = z.object({ url: z.string() })

/**
 * Fetches a file that somebody sent in the personal chat, from the address that Teams gave for it (Microsoft, "Send and receive
 * files"). That opens the file by itself: the bot's token does not go along.
 * @param insecure lets plain http through, for a local provider
 */
export async function download(file: SharedFile, most: number, insecure: boolean): Promise<Fetched> {
  const known = ref.safeParse(file.ref)
  const url = known.success && URL.canParse(known.data.url) ? new URL(known.data.url) : null
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && insecure)))
    return { kind: 'gone', code: 'not an address of a file' }
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) })
    if (response.status === 429 || response.status >= 500) return { kind: 'failed', code: `http ${response.status}` }
    if (!response.ok) return { kind: 'gone', code: `http ${response.status}` }
    const bytes = await bodyWithin(response, most)
    return bytes === null ? { kind: 'too large' } : { kind: 'fetched', bytes }
  } catch (error) {
    return { kind: 'failed', code: error instanceof Error ? error.name : 'unknown' }
  }
}
