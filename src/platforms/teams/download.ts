import { z } from 'zod'
import { type Fetched, fetchedFrom, type SharedFile } from '../../chat/file.js'
import { storeOf } from './stores.js'

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
  const url = known.success ? storeOf(known.data.url, insecure) : null
  if (url === null) return { kind: 'gone', code: 'not an address of SharePoint' }
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) })
    return await fetchedFrom(response, most)
  } catch (error) {
    return { kind: 'failed', code: error instanceof Error ? error.name : 'unknown' }
  }
}
