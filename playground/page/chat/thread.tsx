import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Channel } from '../../model.js'
import { useApp } from '../app.js'
import { channelKey, threadKey } from '../store/data.js'
import { Icon } from '../ui/icon.js'
import { words } from '../words.js'
import { Composer } from './composer.js'
import { MessageList } from './message-list.js'
import { channelName } from './names.js'

const noReplies = new Map<string, never>()

/** One thread beside its channel, or over it where there is no room for both. */
export function Thread({ channel, thread }: { channel: Channel; thread: string }) {
  const { data, reads, view } = useApp()
  const head = useRef<HTMLHeadingElement>(null)
  const { board } = data.channelData(channel.platform, channel.id)
  const posts = useMemo(() => {
    const root = board.value.posts.filter((post) => post.id === thread)
    return [...root, ...(board.value.replies.get(thread) ?? [])]
  }, [board.value, thread])
  const key = threadKey(channelKey(channel.platform, channel.id), thread)
  const readBefore = useMemo(() => reads.marks.peek()[key], [key])
  const close = () => {
    view.threads[channel.platform].value = null
  }
  useEffect(() => head.current?.focus(), [thread])
  const name = channelName(channel, data)
  return (
    <section
      class="thread"
      aria-label={words.thread.label(name)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        close()
      }}
    >
      <header class="thread-head">
        <h3 ref={head} tabIndex={-1}>
          {words.thread.title} <small dir="auto">{name}</small>
        </h3>
        <button type="button" class="icon-button" aria-label={words.thread.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <MessageList
        key={key}
        label={words.thread.label(name)}
        posts={posts}
        replies={noReplies}
        readBefore={readBefore}
        onRead={(post) => reads.mark(key, post)}
        newest={posts.at(-1)?.id}
        start={null}
      />
      <Composer key={`composer ${key}`} channel={channel} thread={thread} />
    </section>
  )
}
