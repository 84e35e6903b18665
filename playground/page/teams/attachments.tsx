import * as z from 'zod/mini'
import type { Post } from '../../model.js'
import { useApp } from '../app.js'
import { sizeOf } from '../chat/names.js'
import { Picture } from '../slack/picture.js'
import { Parts } from '../text/rich.js'
import { Icon } from '../ui/icon.js'
import { Problem } from '../ui/problem.js'
import { words } from '../words.js'
import type { Pressed } from './calls.js'
import { CardHost } from './card-host.js'
import { teamsParts } from './text.js'

export const attachment = z.object({
  contentType: z.string(),
  content: z.optional(z.unknown()),
  contentUrl: z.optional(z.nullable(z.string())),
  name: z.optional(z.nullable(z.string())),
})
export type Attachment = z.infer<typeof attachment>

/** Drawn elsewhere: what people write travels as HTML beside the text, and their files and the bot's stand below the message. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'text/html',
  'application/vnd.microsoft.teams.file.download.info',
  'application/vnd.microsoft.teams.card.file.info',
])

/** One attachment of a Teams message, by its content type. */
export function AttachmentView({ attachment: one, post }: { attachment: Attachment; post: Post }) {
  if (ELSEWHERE.has(one.contentType)) return null
  if (one.contentType.startsWith('image/'))
    return <Picture image={{ alt_text: one.name ?? words.blocks.image, image_url: one.contentUrl ?? '' }} />
  switch (one.contentType) {
    case 'application/vnd.microsoft.card.adaptive':
      return <AdaptiveCard content={one.content} post={post} />
    case 'application/vnd.microsoft.card.hero':
    case 'application/vnd.microsoft.card.thumbnail':
      return <SimpleCard content={one.content} />
    case 'application/vnd.microsoft.teams.card.file.consent':
      return <ConsentCard name={one.name ?? ''} content={one.content} post={post} />
    default:
      return (
        <Problem
          title={words.blocks.unknownTitle}
          lines={[words.blocks.attachment(one.contentType)]}
          json={one.content}
        />
      )
  }
}

function AdaptiveCard({ content, post }: { content: unknown; post: Post }) {
  const { session } = useApp()
  const where = { channel: post.channel, post: post.id }
  return (
    <CardHost
      card={content}
      onPress={async ({ button, values }: Pressed) =>
        void (await session.act('press', 'teams', { ...where, button, values }))
      }
      onSearch={async (field, text) => (await session.act('search', 'teams', { ...where, field, text }))?.options ?? []}
    />
  )
}

const simple = z.object({
  title: z.optional(z.string()),
  subtitle: z.optional(z.string()),
  text: z.optional(z.string()),
  images: z.optional(z.array(z.object({ url: z.string(), alt: z.optional(z.string()) }))),
})

/** A hero or thumbnail card, as message extensions send them: a title, a line below it, a text and a picture. */
function SimpleCard({ content }: { content: unknown }) {
  const parsed = simple.safeParse(content)
  if (!parsed.success)
    return (
      <Problem
        title={words.blocks.cardTitle}
        lines={parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`)}
        json={content}
      />
    )
  const { title, subtitle, text, images = [] } = parsed.data
  return (
    <div class="card simple-card">
      {images.map((one) => (
        <Picture key={one.url} image={{ alt_text: one.alt ?? words.blocks.image, image_url: one.url }} />
      ))}
      {title !== undefined && <strong dir="auto">{title}</strong>}
      {subtitle !== undefined && <small dir="auto">{subtitle}</small>}
      {text !== undefined && (
        <div class="text">
          <Parts parts={teamsParts(text, 'markdown')} />
        </div>
      )}
    </div>
  )
}

const consent = z.object({ description: z.optional(z.string()), sizeInBytes: z.optional(z.number()) })

/** The bot asks to store a file: the two buttons are the client's own. */
function ConsentCard({ name, content, post }: { name: string; content: unknown; post: Post }) {
  const { data, session } = useApp()
  const { description, sizeInBytes } = consent.safeParse(content).data ?? {}
  const press = (button: string) => void session.act('press', 'teams', { channel: post.channel, post: post.id, button })
  return (
    <div class="card simple-card">
      <span class="file">
        <Icon name="file" />
        <span>
          <strong dir="auto">{name}</strong>
          {sizeInBytes !== undefined && <small>{words.message.file(sizeOf(sizeInBytes))}</small>}
        </span>
      </span>
      <p dir="auto">{description ?? words.message.consent(data.botName.value)}</p>
      <p class="block-actions">
        <button type="button" class="button button-primary" onClick={() => press('Allow')}>
          {words.message.allow}
        </button>
        <button type="button" class="button" onClick={() => press('Decline')}>
          {words.message.decline}
        </button>
      </p>
    </div>
  )
}
