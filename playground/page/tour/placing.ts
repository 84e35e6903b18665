/** A box in the window, in pixels from its left and top edge. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Size {
  readonly width: number
  readonly height: number
}

const GAP = 14
const EDGE = 8

/**
 * Where the card stands: beside what it must not cover, on the first side with room. `spared` are boxes that hold the target,
 * the largest first (the message, then its button): where there is no room beside one, the next is enough. Without a target, or
 * where it fits nowhere, the card stands at the window's upper end corner, away from where people write.
 */
export function placeCard(
  card: Size,
  spared: readonly Box[],
  window: Size,
  fromRight: boolean,
): { left: number; top: number } {
  const corner = { left: fromRight ? EDGE : window.width - card.width - EDGE, top: 62 }
  const target = spared.at(-1)
  if (target === undefined) return corner
  for (const box of spared) {
    const fitting = sidesOf(card, box, target, fromRight)
      .map((at) => inside(card, at, window))
      .find((at) => !overlap({ ...at, ...card }, box))
    if (fitting !== undefined) return fitting
  }
  return inside(card, corner, window)
}

/** Beside the box, and level with the target. */
function sidesOf(card: Size, box: Box, target: Box, fromRight: boolean): readonly { left: number; top: number }[] {
  const middle = target.top + target.height / 2 - card.height / 2
  const along = fromRight ? target.left + target.width - card.width : target.left
  const before = { left: box.left - card.width - GAP, top: middle }
  const after = { left: box.left + box.width + GAP, top: middle }
  const above = { left: along, top: box.top - card.height - GAP }
  const below = { left: along, top: box.top + box.height + GAP }
  return fromRight ? [above, below, before, after] : [above, below, after, before]
}

/** Moved as little as it takes to stand in the window. */
function inside(card: Size, at: { left: number; top: number }, window: Size): { left: number; top: number } {
  return {
    left: Math.max(EDGE, Math.min(at.left, window.width - card.width - EDGE)),
    top: Math.max(EDGE, Math.min(at.top, window.height - card.height - EDGE)),
  }
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  )
}

/** The part of an element that can be seen: within the window, and within the list that scrolls it. Null where that is nothing. */
export function seenBox(element: Element): Box | null {
  const frame = element.closest('.messages, .home-frame, .sidebar')?.getBoundingClientRect()
  const box = element.getBoundingClientRect()
  const left = Math.max(box.left, frame?.left ?? 0)
  const top = Math.max(box.top, frame?.top ?? 0)
  const right = Math.min(box.right, frame?.right ?? innerWidth, innerWidth)
  const bottom = Math.min(box.bottom, frame?.bottom ?? innerHeight, innerHeight)
  const enough = Math.min(20, box.height)
  return right - left < 8 || bottom - top < enough || box.height === 0
    ? null
    : { left, top, width: right - left, height: bottom - top }
}
