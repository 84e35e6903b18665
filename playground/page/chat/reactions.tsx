import type { Post } from '../../model.js'
import { useApp } from '../app.js'
import { emojiOf } from '../text/emoji.js'
import { words } from '../words.js'

/** The emoji set on a message, with how many people set them. A press sets one's own. */
export function Reactions({ post }: { post: Post }) {
  const { data, session } = useApp()
  const entries = Object.entries(post.reactions ?? {}).filter(([, keys]) => keys.length > 0)
  if (entries.length === 0) return null
  const nameOf = (key: string) =>
    key === 'bot' ? data.botName.value : (data.people.value.find((one) => one.key === key)?.name ?? key)
  return (
    <p class="reactions">
      {entries.map(([name, keys]) => {
        const label = words.message.reaction(name.replaceAll('_', ' '), keys.map(nameOf).join(', '))
        return (
          <button
            key={name}
            type="button"
            class="reaction"
            aria-pressed={keys.includes(data.me.value)}
            aria-label={label}
            title={label}
            onClick={() => void session.act('react', post.platform, { channel: post.channel, post: post.id, name })}
          >
            {emojiOf(name) ?? `:${name}:`} {keys.length}
          </button>
        )
      })}
    </p>
  )
}
