import { z } from 'zod'
import type { MadeFile } from '../../chat/file.js'
import { toBlocks } from './blocks/message.js'
import type { Called } from './errors.js'
import { directPlace } from './incoming/places.js'
import type { Origin } from './metadata.js'
import type { SlackOptions } from './options.js'
import { postTo } from './outside.js'
import type { Post } from './send.js'

/** A file may take its time; its person has been told nothing yet. In milliseconds. */
const TIMEOUT = 60_000

const place = z.object({ upload_url: z.string(), file_id: z.string() })

interface Uploading extends Post {
  readonly options: Pick<SlackOptions, 'now' | 'log' | 'slackApiUrl'>
}

/**
 * Puts a file into the direct conversation with who acted (docs.slack.dev, messaging/working-with-files: an address is asked for,
 * the bytes go there, and then the file is shared). Until the last step nobody sees anything of it. Never rejects for what Slack
 * answers.
 */
export async function upload(post: Uploading, from: Origin, file: MadeFile): Promise<Called> {
  const { workspace } = from.at
  const bytes = Buffer.from(file.text)
  const direct = await post.direct.channelOf(directPlace(workspace, from.user))
  if (!direct.ok) return direct
  const asked = { filename: file.name, length: bytes.length }
  const answer = await post.web.call(workspace, 'files.getUploadURLExternal', asked)
  if (!answer.ok) return answer
  const to = place.safeParse(answer.data)
  if (!to.success) return { ok: false, failure: { kind: 'unclear', code: 'answer_without_address' } }
  const bytesThere = { type: 'application/octet-stream', body: bytes, timeout: TIMEOUT } as const
  const brought = await postTo(to.data.upload_url, bytesThere, post.options.slackApiUrl)
  if (!brought.ok) return brought
  const { blocks } = toBlocks({ blocks: [{ kind: 'text', text: file.note }], discloses: [] }, workspace)
  const files = [{ id: to.data.file_id, title: file.name }]
  return post.web.call(workspace, 'files.completeUploadExternal', { files, channel_id: direct.id, blocks })
}
