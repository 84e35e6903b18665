import { useApp } from '../app.js'
import { isBy } from '../store/posts.js'
import { words } from '../words.js'
import { authorName, channelName } from './names.js'

const LONGEST = 300

/** Says each new post, and each passing word, to those who listen to the page. The lists themselves stay silent, or loading older ones would be read out. */
export function Announcer() {
  const { data, session } = useApp()
  const toast = session.toasts.value.at(-1)
  const post = data.latest.value
  const channel = data.channels.value.find((one) => one.platform === post?.platform && one.id === post?.channel)
  const spoken =
    post === null || channel === undefined || isBy(post, data.me.value)
      ? ''
      : words.message.announced(
          authorName(post.author, data),
          channelName(channel, data),
          (post.text || words.message.card).slice(0, LONGEST),
        )
  return (
    <div class="only-heard">
      <div role="status" aria-live="polite">
        {spoken}
      </div>
      <div role="alert">{toast?.text}</div>
    </div>
  )
}
