import { useMemo } from 'preact/hooks'
import * as z from 'zod/mini'
import type { Post } from '../../model.js'
import { Parts } from '../text/rich.js'
import { Problem } from '../ui/problem.js'
import { words } from '../words.js'
import { AttachmentView, attachment } from './attachments.js'
import { teamsParts } from './text.js'

const activity = z.object({
  text: z.optional(z.nullable(z.string())),
  textFormat: z.optional(z.nullable(z.string())),
  attachments: z.optional(z.nullable(z.array(attachment))),
})

/** What a Teams message shows: its text and its attachments. */
export function TeamsBody({ post }: { post: Post }) {
  const parsed = useMemo(() => activity.safeParse(post.body), [post.body])
  const parts = useMemo(() => {
    const text = parsed.data?.text ?? ''
    return text === '' ? [] : teamsParts(text, parsed.data?.textFormat ?? undefined)
  }, [parsed])
  if (!parsed.success)
    return (
      <Problem title={words.blocks.cardTitle} lines={parsed.error.issues.map((one) => one.message)} json={post.body} />
    )
  return (
    <>
      {parts.length > 0 && (
        <div class="text">
          <Parts parts={parts} />
        </div>
      )}
      {(parsed.data.attachments ?? []).map((one, index) => (
        <AttachmentView key={index} attachment={one} post={post} />
      ))}
    </>
  )
}
