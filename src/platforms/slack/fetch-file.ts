import { z } from 'zod'
import type { Fetched, SharedFile } from '../../chat/file.js'
import type { SlackWeb } from './web.js'

const ref = z.object({ id: z.string() })
const info = z.object({
  file: z.object({
    size: z.number().nullish(),
    url_private_download: z.string().nullish(),
    url_private: z.string().nullish(),
  }),
})

/**
 * Fetches a shared file (docs.slack.dev, reference/methods/files.info and `url_private_download`). Where its bytes are is asked of
 * Slack each time, so that an address that came from elsewhere is never sent the bot's token.
 */
export async function fetchFile(web: SlackWeb, workspace: string, file: SharedFile, most: number): Promise<Fetched> {
  const known = ref.safeParse(file.ref)
  if (!known.success) return { kind: 'gone', code: 'not_a_file_of_slack' }
  const answer = await web.call(workspace, 'files.info', { file: known.data.id })
  if (!answer.ok) {
    const { failure } = answer
    return { kind: failure.kind === 'refused' ? 'gone' : 'failed', code: failure.code }
  }
  const told = info.safeParse(answer.data)
  const address = told.data?.file.url_private_download ?? told.data?.file.url_private
  if (!told.success || !address) return { kind: 'gone', code: 'no_address' }
  if ((told.data.file.size ?? 0) > most) return { kind: 'too large' }
  return web.download(workspace, address, most)
}
