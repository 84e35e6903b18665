import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

export interface PopoverProps {
  readonly anchor: RefObject<HTMLElement>
  readonly onClose: () => void
  readonly children: ComponentChildren
  readonly class?: string
  /** Above where there is room, for what belongs to the foot of the window. */
  readonly above?: boolean
  /** As wide as the anchor at least. */
  readonly wide?: boolean
  /** Aligned with the anchor's end instead of its start. */
  readonly end?: boolean
}

const GAP = 4
const EDGE = 8

/**
 * A box in the top layer beside its anchor, which no scrolling container or dialog can cut off. It closes on a press outside
 * and is moved when the window or anything in it scrolls. Keyboard handling belongs to its content.
 */
export function Popover({
  anchor,
  onClose,
  children,
  class: name,
  above = false,
  wide = false,
  end = false,
}: PopoverProps) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    element.showPopover()
    const move = () => place(element, anchor.current, { above, wide, end })
    move()
    const watcher = new ResizeObserver(move)
    watcher.observe(element)
    addEventListener('scroll', move, { capture: true, passive: true })
    addEventListener('resize', move)
    return () => {
      watcher.disconnect()
      removeEventListener('scroll', move, { capture: true })
      removeEventListener('resize', move)
    }
  }, [])
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      const target = event.target
      if (!(target instanceof Node) || box.current?.contains(target) || anchor.current?.contains(target)) return
      onClose()
    }
    document.addEventListener('pointerdown', outside)
    return () => document.removeEventListener('pointerdown', outside)
  }, [onClose])
  return (
    <div ref={box} popover="manual" class={`popover ${name ?? ''}`}>
      {children}
    </div>
  )
}

function place(
  box: HTMLElement,
  anchor: HTMLElement | null,
  { above, wide, end }: { above: boolean; wide: boolean; end: boolean },
): void {
  if (anchor === null) return
  const at = anchor.getBoundingClientRect()
  if (wide) box.style.minInlineSize = `${at.width}px`
  const roomBelow = innerHeight - at.bottom - GAP - EDGE
  const roomAbove = at.top - GAP - EDGE
  const up = above
    ? roomAbove >= Math.min(box.scrollHeight, 240) || roomAbove > roomBelow
    : roomBelow < Math.min(box.scrollHeight, 200) && roomAbove > roomBelow
  box.style.maxBlockSize = `${Math.max(120, up ? roomAbove : roomBelow)}px`
  const { width, height } = box.getBoundingClientRect()
  const startsLeft = (getComputedStyle(anchor).direction === 'ltr') !== end
  const left = startsLeft ? at.left : at.right - width
  box.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`
  box.style.top = `${up ? at.top - GAP - height : at.bottom + GAP}px`
}
