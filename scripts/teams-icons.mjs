// Draws the two icons of the Teams app into teams/: `node scripts/teams-icons.mjs`. They are committed; run it after a change here.
import { writeFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'

/** Blue of the manifest's accentColor. */
const ground = [0x2b, 0x4c, 0x9b]
const white = [255, 255, 255]

/** Four beats, as shares of the icon's side: middle, half width, top, bottom. */
const beats = [
  [0.26, 0.055, 0.44, 0.68],
  [0.42, 0.055, 0.24, 0.76],
  [0.58, 0.055, 0.36, 0.64],
  [0.74, 0.055, 0.3, 0.72],
]

/** Whether a point lies within a bar with round ends. */
function inBeat(x, y, [middle, half, top, bottom]) {
  const end = Math.min(Math.max(y, top + half), bottom - half)
  return (x - middle) ** 2 + (y - end) ** 2 <= half ** 2
}

const drawing = (x, y) => beats.some((beat) => inBeat(x, y, beat))

/** Pixels as RGBA; `samples` per side of a pixel smooth the edges. `colour(x, y)` gives [r, g, b, share]. */
function pixels(side, colour, samples = 8) {
  const bytes = Buffer.alloc(side * side * 4)
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const sum = [0, 0, 0, 0]
      for (let index = 0; index < samples * samples; index += 1) {
        const x = (column + ((index % samples) + 0.5) / samples) / side
        const y = (row + (Math.floor(index / samples) + 0.5) / samples) / side
        const [red, green, blue, share] = colour(x, y)
        sum[0] += red * share
        sum[1] += green * share
        sum[2] += blue * share
        sum[3] += share
      }
      const at = (row * side + column) * 4
      for (const part of [0, 1, 2]) bytes[at + part] = sum[3] === 0 ? 0 : Math.round(sum[part] / sum[3])
      bytes[at + 3] = Math.round((sum[3] / samples ** 2) * 255)
    }
  }
  return bytes
}

const table = Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

function checksum(bytes) {
  let value = 0xffffffff
  for (const byte of bytes) value = (value >>> 8) ^ table[(value ^ byte) & 255]
  return (value ^ 0xffffffff) >>> 0
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(checksum(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** PNG, 8 bits per channel with alpha (ISO/IEC 15948). */
function png(side, rgba) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const rows = Array.from({ length: side }, (_, row) =>
    Buffer.concat([Buffer.from([0]), rgba.subarray(row * side * 4, (row + 1) * side * 4)]),
  )
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

// Teams rounds the corners of the colour icon itself, and wants the outline in white on nothing.
const color = pixels(192, (x, y) => [...(drawing(x, y) ? white : ground), 1])
const outline = pixels(32, (x, y) => [...white, drawing(x, y) ? 1 : 0])
writeFileSync(new URL('../teams/color.png', import.meta.url), png(192, color))
writeFileSync(new URL('../teams/outline.png', import.meta.url), png(32, outline))
