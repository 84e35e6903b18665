import type { ComponentChildren } from 'preact'
import { Fragment } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Post } from '../../model.js'
import { useApp } from '../app.js'
import { isBy } from '../store/posts.js'
import { dayKey, dayOf, type Viewer } from '../time.js'
import { Icon } from '../ui/icon.js'
import { scrollable } from '../ui/scrollable.js'
import { words } from '../words.js'
import { Message } from './message.js'

/** Drawn at once; older ones follow as the reader scrolls towards them. */
const CHUNK = 60
/** Closer to the foot than this counts as reading the newest. */
const FOOT = 60
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
  const [shownFrom, setShownFrom] = useState(() => Math.max(0, posts.length - CHUNK))
  const [opened] = useState(() => ({ readBefore, had: posts.length > 0 }))
  const { atFoot, toFoot } = useFoot(box, posts.at(-1), data.me.value)
  useOlder(box, shownFrom > 0, () => setShownFrom((from) => Math.max(0, from - CHUNK)))
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
  const shown = posts.slice(shownFrom)
  const viewer = session.viewer.value
  const breaks = useMemo(() => dayBreaks(shown, viewer), [posts, shownFrom, viewer])
  const newAt = opened.had ? firstNew(shown, opened.readBefore, data.me.value) : undefined
  return (
    <div class="messages-frame">
      <div class="messages" ref={box} role="log" aria-label={label} aria-live="off" data-region id={id} {...scrollable}>
        {shownFrom === 0 ? (
          start
        ) : (
          <p class="older">
            <button
              type="button"
              class="link-button"
              data-older
              onClick={() => setShownFrom(Math.max(0, shownFrom - CHUNK))}
            >
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
  if (before === undefined || before.onlyFor !== post.onlyFor || before.author.kind !== post.author.kind) return false
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

/** Keeps the list at its foot while the reader is there, whatever grows: new posts, pictures, charts, an unfolded text. */
function useFoot(box: { current: HTMLDivElement | null }, last: Post | undefined, me: string) {
  const [atFoot, setAtFoot] = useState(true)
  const stick = useRef(true)
  const toFoot = () => {
    stick.current = true
    setAtFoot(true)
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }
  useLayoutEffect(() => {
    const element = box.current
    const rows = element?.querySelector('.message-rows')
    if (!element || !rows) return
    const hold = () => {
      if (stick.current) element.scrollTop = element.scrollHeight
    }
    let top = element.scrollTop
    const onScroll = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < FOOT
      // A list that grows scrolls too; only a way up says that the reader has left the foot.
      if (near || element.scrollTop < top) {
        stick.current = near
        setAtFoot(near)
      }
      top = element.scrollTop
    }
    const watcher = new ResizeObserver(hold)
    watcher.observe(rows)
    watcher.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    hold()
    return () => {
      watcher.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [])
  useLayoutEffect(() => {
    if (last !== undefined && isBy(last, me)) toFoot()
  }, [last?.id])
  return { atFoot, toFoot }
}

/** Draws older messages when the reader nears the top, and keeps what they look at where it was. */
function useOlder(box: { current: HTMLDivElement | null }, more: boolean, draw: () => void) {
  const before = useRef<number | null>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (element !== null && before.current !== null) element.scrollTop += element.scrollHeight - before.current
    before.current = null
  })
  useEffect(() => {
    const element = box.current
    const mark = element?.querySelector('[data-older]')
    if (!more || !element || !mark) return
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return
        before.current = element.scrollHeight
        draw()
      },
      { root: element, rootMargin: '400px 0px 0px' },
    )
    watcher.observe(mark)
    return () => watcher.disconnect()
  })
}
