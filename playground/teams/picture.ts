import { PICTURE } from './limits.js'

/**
 * What is wrong with a picture that comes as a data URI, or null. Its size is counted and its width and height are read where its
 * head can be; what is no picture at all is drawn by nobody, and is let through as the service does.
 * @param data base64
 */
export function pictureProblem(data: string): string | null {
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length > PICTURE.bytes) return `a picture has at most ${PICTURE.bytes} bytes, not ${bytes.length}`
  const size = sizeOf(bytes)
  if (size === null || Math.max(...size) <= PICTURE.pixels) return null
  return `a picture is at most ${PICTURE.pixels} pixels in each direction, not ${size.join(' by ')}`
}

/** Width and height of a PNG, GIF or JPEG; null where the head is none of theirs. */
function sizeOf(bytes: Buffer): readonly [number, number] | null {
  if (bytes.length >= 24 && bytes.toString('latin1', 1, 4) === 'PNG')
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  if (bytes.length >= 10 && bytes.toString('latin1', 0, 3) === 'GIF')
    return [bytes.readUInt16LE(6), bytes.readUInt16LE(8)]
  return bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8 ? sizeOfJpeg(bytes) : null
}

/** A JPEG tells its size in the first of its frame segments (SOF0 to SOF15, but for tables that share the numbers). */
function sizeOfJpeg(bytes: Buffer): readonly [number, number] | null {
  const tables = [0xc4, 0xc8, 0xcc]
  let at = 2
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1)
    if (marker >= 0xc0 && marker <= 0xcf && !tables.includes(marker))
      return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}
