import { useMemo } from 'preact/hooks'
import * as z from 'zod/mini'
import type { Post } from '../../model.js'
import { parseMrkdwn } from '../text/mrkdwn.js'
import { Parts } from '../text/rich.js'
import { Blocks } from './blocks.js'
import { blocksOf } from './schema/blocks.js'
import { createSurface, SurfaceContext } from './surface.js'

const attachment = z.object({
  color: z.optional(z.string()),
  title: z.optional(z.string()),
  text: z.optional(z.string()),
  fallback: z.optional(z.string()),
  blocks: z.optional(z.array(z.unknown())),
})
const attached = z.object({ attachments: z.optional(z.array(attachment)) })

/** What a Slack message shows: its blocks, or its text where it has none; and its attachments below. */
export function SlackBody({ post }: { post: Post }) {
  const surface = useMemo(
    () => createSurface('message', { channel: post.channel, post: post.id }),
    [post.channel, post.id],
  )
  const blocks = useMemo(() => blocksOf(post.body), [post.body])
  const attachments = useMemo(() => attached.safeParse(post.body).data?.attachments ?? [], [post.body])
  const parts = useMemo(() => parseMrkdwn(post.text), [post.text])
  return (
    <SurfaceContext.Provider value={surface}>
      {blocks.length > 0 ? (
        <Blocks blocks={blocks} />
      ) : (
        <div class="text">
          <Parts parts={parts} />
        </div>
      )}
      {attachments.map((one, index) => (
        <div
          key={index}
          class="attachment"
          style={{ borderInlineStartColor: /^#[0-9a-f]{6}$/i.test(one.color ?? '') ? one.color : undefined }}
        >
          {one.title !== undefined && <strong dir="auto">{one.title}</strong>}
          {one.blocks !== undefined ? (
            <Blocks blocks={one.blocks} place={`attachment-${index}`} />
          ) : (
            <div class="text">
              <Parts parts={parseMrkdwn(one.text ?? one.fallback ?? '')} />
            </div>
          )}
        </div>
      ))}
    </SurfaceContext.Provider>
  )
}
