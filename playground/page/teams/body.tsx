import { useMemo } from 'preact/hooks'
import * as z from 'zod/mini'
import type { Post } from '../../model.js'
import { useApp } from '../app.js'
import { Picture } from '../slack/picture.js'
import { Parts } from '../text/rich.js'
import { Problem } from '../ui/problem.js'
import { words } from '../words.js'
import type { Pressed } from './calls.js'
import { CardHost } from './card-host.js'
import { teamsParts } from './text.js'

const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'

const attachment = z.object({
  contentType: z.string(),
  content: z.optional(z.unknown()),
  contentUrl: z.optional(z.nullable(z.string())),
  name: z.optional(z.nullable(z.string())),
})
type Attachment = z.infer<typeof attachment>

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

function AttachmentView({ attachment: one, post }: { attachment: Attachment; post: Post }) {
  const { session } = useApp()
  // What people write travels as HTML beside the text; it is the same words.
  if (one.contentType === 'text/html') return null
  if (one.contentType.startsWith('image/'))
    return <Picture image={{ alt_text: one.name ?? words.blocks.image, image_url: one.contentUrl ?? '' }} />
  if (one.contentType !== ADAPTIVE_CARD)
    return (
      <Problem
        title={words.blocks.unknownTitle}
        lines={[words.blocks.attachment(one.contentType)]}
        json={one.content}
      />
    )
  const where = { channel: post.channel, post: post.id }
  return (
    <CardHost
      card={one.content}
      onPress={async ({ button, values }: Pressed) =>
        void (await session.act('press', 'teams', { ...where, button, values }))
      }
      onSearch={async (field, text) => (await session.act('search', 'teams', { ...where, field, text }))?.options ?? []}
    />
  )
}
