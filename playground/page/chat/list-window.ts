import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Post } from '../../model.js'
import { isBy } from '../store/posts.js'

/** Messages drawn at once, and how many more when the reader nears an end of them. */
const CHUNK = 60
const MOST = 180
/** Closer to the foot than this counts as reading the newest. */
const FOOT = 60

/** Which of the posts are drawn. `to` is null while the newest are among them, however many more come. */
export interface Range {
  readonly from: number
  readonly to: number | null
}

export function newestRange(count: number): Range {
  return { from: Math.max(0, count - CHUNK), to: null }
}

export function olderRange({ from, to }: Range, count: number): Range {
  const next = Math.max(0, from - CHUNK)
  return (to ?? count) - next > MOST ? { from: next, to: next + MOST } : { from: next, to }
}

export function newerRange({ from, to }: Range, count: number): Range {
  const next = Math.min(count, (to ?? count) + CHUNK)
  return { from: Math.max(from, next - MOST), to: next === count ? null : next }
}

interface Anchor {
  readonly post: string
  readonly top: number
}

/**
 * Draws a part of a long list and moves it along as the reader scrolls. Stays at the newest while the reader is there, whatever
 * grows (new posts, pictures, an unfolded text), and leaves the reader alone elsewhere.
 */
export function useListWindow(box: RefObject<HTMLDivElement>, posts: readonly Post[], me: string) {
  const count = posts.length
  const last = posts.at(-1)
  const [range, setRange] = useState(() => newestRange(count))
  const [atFoot, setAtFoot] = useState(true)
  const stick = useRef(true)
  const anchor = useRef<Anchor | null>(null)

  const toFoot = () => {
    stick.current = true
    setAtFoot(true)
    setRange(newestRange(count))
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }
  const move = (next: (range: Range, count: number) => Range) => {
    anchor.current = stick.current ? null : firstInView(box.current)
    setRange((now) => {
      const moved = next(now, count)
      // Who reads the newest keeps them, however much more would fit above.
      return stick.current && moved.to !== null ? now : moved
    })
  }
  useLayoutEffect(() => {
    const { current: element } = box
    const row =
      anchor.current === null ? null : element?.querySelector(`[data-post="${CSS.escape(anchor.current.post)}"]`)
    if (element && row && anchor.current) element.scrollTop += row.getBoundingClientRect().top - anchor.current.top
    anchor.current = null
  }, [range])
  useLayoutEffect(() => watchFoot(box.current, stick, setAtFoot), [])
  useLayoutEffect(() => {
    if (last !== undefined && isBy(last, me)) toFoot()
    // While somebody reads along for days, what has scrolled far away is let go.
    else if (stick.current && count - range.from > MOST) setRange(newestRange(count))
  }, [last?.id])
  useEffect(() => watchEnds(box.current, move))
  return { range, atFoot: atFoot && range.to === null, toFoot, older: () => move(olderRange) }
}

function firstInView(box: HTMLElement | null): Anchor | null {
  const edge = box?.getBoundingClientRect().top ?? 0
  for (const row of box?.querySelectorAll<HTMLElement>('.message-rows > [data-post]') ?? []) {
    const { top, bottom } = row.getBoundingClientRect()
    if (bottom > edge && row.dataset.post !== undefined) return { post: row.dataset.post, top }
  }
  return null
}

function watchFoot(element: HTMLElement | null, stick: { current: boolean }, tell: (atFoot: boolean) => void) {
  const rows = element?.querySelector('.message-rows')
  if (!element || !rows) return undefined
  const hold = () => {
    if (stick.current) element.scrollTop = element.scrollHeight
  }
  let top = element.scrollTop
  const onScroll = () => {
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < FOOT
    // A list that grows scrolls too; only a way up says that the reader has left the foot.
    if (near || element.scrollTop < top) {
      stick.current = near
      tell(near)
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
}

/** Calls for more when the reader nears the first or the last message that is drawn. */
function watchEnds(element: HTMLElement | null, move: (next: typeof olderRange) => void) {
  const marks = [...(element?.querySelectorAll<HTMLElement>('[data-more]') ?? [])]
  if (element === null || marks.length === 0) return undefined
  const watcher = new IntersectionObserver(
    (entries) => {
      const entry = entries.find((one) => one.isIntersecting)
      if (entry?.target instanceof HTMLElement) move(entry.target.dataset.more === 'older' ? olderRange : newerRange)
    },
    { root: element, rootMargin: '600px 0px' },
  )
  for (const mark of marks) watcher.observe(mark)
  return () => watcher.disconnect()
}
