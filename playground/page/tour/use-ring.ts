import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type Box, placeCard, seenBox } from './placing.js'

/**
 * Keeps the card beside the target while the page scrolls, grows and changes under both. Returns where the ring stands; null
 * where the target cannot be seen. `find` is asked again at every change, because the page draws its elements anew.
 */
export function useRing(
  layer: RefObject<HTMLElement>,
  card: RefObject<HTMLElement>,
  find: () => Element | null,
): Box | null {
  const [ring, setRing] = useState<Box | null>(null)
  const finder = useRef(find)
  finder.current = find
  useLayoutEffect(() => {
    let target: Element | null = null
    let frame = 0
    const measure = () => {
      frame = 0
      const found = finder.current()
      if (found !== target) {
        target = found
        raise(layer.current, card.current)
      }
      const seen = target === null ? null : seenBox(target)
      setRing((before) => (sameBox(before, seen) ? before : seen))
      putCard(card.current, sparedAround(target, seen))
    }
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(measure)
    }
    const changes = new MutationObserver(soon)
    changes.observe(document.body, { childList: true, subtree: true, characterData: true })
    changes.observe(document.documentElement, { attributes: true, attributeFilter: ['dir'] })
    const sizes = new ResizeObserver(soon)
    sizes.observe(document.body)
    if (card.current !== null) sizes.observe(card.current)
    addEventListener('scroll', soon, { capture: true, passive: true })
    // A drawer that slides in, or a picture that has come, moves what is pointed at without a change of the document.
    addEventListener('transitionend', soon, { capture: true })
    addEventListener('load', soon, { capture: true })
    raise(layer.current, card.current)
    measure()
    return () => {
      cancelAnimationFrame(frame)
      changes.disconnect()
      sizes.disconnect()
      removeEventListener('scroll', soon, { capture: true })
      removeEventListener('transitionend', soon, { capture: true })
      removeEventListener('load', soon, { capture: true })
    }
  }, [])
  return ring
}

/** The top layer is ordered by when a thing came: what is pointed at may stand in a menu that opened since. */
function raise(layer: HTMLElement | null, card: HTMLElement | null): void {
  if (layer === null || (layer.matches(':popover-open') && card?.contains(document.activeElement) === true)) return
  if (layer.matches(':popover-open')) layer.hidePopover()
  layer.showPopover()
}

/** What the card had better not cover: the message or the menu that the target stands in, and the target. */
function sparedAround(target: Element | null, seen: Box | null): readonly Box[] {
  if (seen === null) return []
  const holder = target?.closest('.message-main, .popover') ?? null
  const around = holder === null ? null : seenBox(holder)
  return around === null ? [seen] : [around, seen]
}

function putCard(card: HTMLElement | null, spared: readonly Box[]): void {
  if (card === null) return
  const { width, height } = card.getBoundingClientRect()
  const fromRight = document.documentElement.dir === 'rtl'
  const { left, top } = placeCard({ width, height }, spared, { width: innerWidth, height: innerHeight }, fromRight)
  card.style.left = `${left}px`
  card.style.top = `${top}px`
}

function sameBox(one: Box | null, other: Box | null): boolean {
  if (one === null || other === null) return one === other
  return one.left === other.left && one.top === other.top && one.width === other.width && one.height === other.height
}
