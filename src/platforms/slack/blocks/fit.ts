import { contextOf, folded, type SlackBlock, sizeOf } from './kit.js'

/**
 * A part of a message that can be drawn smaller. `draw` is asked for at most `room` characters of content and may answer
 * with more JSON than that; it is then asked again with less. `keep` marks what must not be pushed out by what stands
 * before it: buttons, without which a card is dead.
 */
export interface Piece {
  readonly keep: boolean
  draw(room: number): readonly SlackBlock[]
}

export interface Frame {
  readonly blocks: number
  /** JSON characters of all blocks together. */
  readonly size: number
}

const FOLD = 160
const SMALLEST = 40

/**
 * The blocks of all pieces within the frame. If they do not fit, the pieces to keep get their room first; of the others the
 * first ones are drawn, one may be drawn smaller, and a line counts the rest.
 */
export function fitted(pieces: readonly Piece[], frame: Frame): readonly SlackBlock[] {
  return allOf(pieces, frame) ?? partOf(pieces, frame)
}

/** Everything, or null as soon as it turns out to be too much. */
function allOf(pieces: readonly Piece[], frame: Frame): readonly SlackBlock[] | null {
  const drawn: SlackBlock[] = []
  let size = 0
  for (const piece of pieces) {
    const blocks = piece.draw(frame.size)
    size += sizeOf(blocks)
    drawn.push(...blocks)
    if (drawn.length > frame.blocks || size > frame.size) return null
  }
  return drawn
}

function partOf(pieces: readonly Piece[], frame: Frame): readonly SlackBlock[] {
  const room: Room = { blocks: frame.blocks - 1, size: frame.size - FOLD }
  const kept = new Map(pieces.filter((piece) => piece.keep).map((piece) => [piece, take(piece, room)]))
  const drawn: SlackBlock[] = []
  let left = 0
  for (const piece of pieces) {
    const reserved = kept.get(piece)
    if (reserved !== undefined) {
      drawn.push(...(reserved ?? []))
      if (reserved === null) left += 1
      continue
    }
    const blocks = left > 0 ? null : take(piece, room)
    if (blocks === null) left += 1
    else drawn.push(...blocks)
  }
  return left === 0 ? drawn : [...drawn, contextOf(folded(left), 20)]
}

interface Room {
  blocks: number
  size: number
}

/** Draws the piece into the room and takes the room away; null when even its smallest form does not fit. */
function take(piece: Piece, room: Room): readonly SlackBlock[] | null {
  for (let content = room.size; content >= SMALLEST; content = Math.floor(content * 0.7)) {
    const blocks = piece.draw(content)
    const size = sizeOf(blocks)
    if (size <= room.size && blocks.length <= room.blocks) {
      room.size -= size
      room.blocks -= blocks.length
      return blocks
    }
  }
  return null
}
