import type { ComponentChildren } from 'preact'
import { Fragment } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Post } from '../../model.js'
import { useApp } from '../app.js'
import { isBy } from '../store/posts.js'
import { dayKey, dayOf, type Viewer } from '../time.js'
import { Icon } from '../ui/icon.js'
import { scrollable } from '../ui/scrollable.js'
import { words } from '../words.js'
import { useListWindow } from './list-window.js'
import { Message } from './message.js'

const FOLLOWS_MS = 5 * 60_000

export interface MessageListProps {
  /** For the skip links. */
  readonly id?: string | undefined
  readonly label: string
  readonly posts: readonly Post[]
  readonly replies: ReadonlyMap<string, readonly Post[]>
  /** The post that was read last when the list was opened. */
  readonly readBefore: string | undefined
  readonly onRead: (post: string) => void
  /** The latest of everything here, replies included. */
  readonly newest: string | undefined
  readonly onThread?: ((thread: string) => void) | undefined
  readonly start: ComponentChildren
}

const none: readonly Post[] = []

/** A channel's or a thread's messages. Stays at the newest while the reader is there, and leaves the reader alone elsewhere. */
export function MessageList({
  id,
  label,
  posts,
  replies,
  readBefore,
  onRead,
  newest,
  onThread,
  start,
}: MessageListProps) {
  const { data, session } = useApp()
  const box = useRef<HTMLDivElement>(null)
  const [opened] = useState(() => ({ readBefore, had: posts.length > 0 }))
  const { range, atFoot, toFoot, older } = useListWindow(box, posts, data.me.value)
  const last = posts.at(-1)?.id
  useEffect(() => {
    const read = () => {
      if (atFoot && last !== undefined && document.visibilityState === 'visible') onRead(last)
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [atFoot, newest])
  const seen = useRef(last)
  if (atFoot) seen.current = last
  const fresh = seen.current !== last
  const shown = posts.slice(range.from, range.to ?? posts.length)
  const viewer = session.viewer.value
  const breaks = useMemo(() => dayBreaks(shown, viewer), [posts, range, viewer])
  const newAt = opened.had ? firstNew(shown, opened.readBefore, data.me.value) : undefined
  return (
    <div class="messages-frame">
      <div class="messages" ref={box} role="log" aria-label={label} aria-live="off" data-region id={id} {...scrollable}>
        {range.from === 0 ? (
          start
        ) : (
          <p class="older">
            <button type="button" class="link-button" data-more="older" onClick={older}>
              {words.pane.older}
            </button>
          </p>
        )}
        <ol class="message-rows">
          {shown.map((post, index) => (
            <Fragment key={post.id}>
              {breaks.has(post.id) && (
                <li class="day">
                  <span>{dayOf(post.at, viewer)}</span>
                </li>
              )}
              {post.id === newAt && (
                <li class="new-line">
                  <span>{words.pane.newFrom}</span>
                </li>
              )}
              <Message
                post={post}
                follows={!breaks.has(post.id) && post.id !== newAt && followsOn(shown[index - 1], post)}
                replies={replies.get(post.id) ?? none}
                onThread={onThread}
              />
            </Fragment>
          ))}
        </ol>
        {range.to !== null && <div class="newer" data-more="newer" />}
      </div>
      {!atFoot && (
        <button type="button" class="to-foot" onClick={toFoot}>
          <Icon name="down" /> {fresh ? words.pane.newBelow : words.pane.newest}
        </button>
      )}
    </div>
  )
}

function followsOn(before: Post | undefined, post: Post): boolean {
  if (before === undefined || before.author.kind !== post.author.kind) return false
  if (before.onlyFor !== null || post.onlyFor !== null) return false
  const same = post.author.kind === 'bot' || (before.author.kind === 'person' && before.author.key === post.author.key)
  return same && Date.parse(post.at) - Date.parse(before.at) < FOLLOWS_MS
}

function dayBreaks(posts: readonly Post[], viewer: Viewer): ReadonlySet<string> {
  const found = new Set<string>()
  let before = ''
  for (const post of posts) {
    const day = dayKey(post.at, viewer)
    if (day !== before) found.add(post.id)
    before = day
  }
  return found
}

/** Where what the reader has not seen began, if they had seen anything here before. */
function firstNew(posts: readonly Post[], readBefore: string | undefined, me: string): string | undefined {
  const read = posts.findIndex((post) => post.id === readBefore)
  return read < 0 ? undefined : posts.slice(read + 1).find((post) => !isBy(post, me))?.id
}
