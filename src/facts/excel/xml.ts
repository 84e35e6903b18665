import type { Readable } from 'node:stream'
import { type SaxesAttributePlain, SaxesParser } from 'saxes'

/** What is heard of a part's XML, in its order. Names come without their prefix: who writes `x:row` means `row`. */
export interface Listener {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

/**
 * Reads XML as a stream; entities are those of XML alone, so nothing in it can make more of itself.
 * @returns yields the unpacked bytes read so far after each piece, so that the caller may hand on what it has heard
 * @throws Error where the XML is broken, or declares a document type
 */
export async function* readXml(stream: Readable, listener: Listener): AsyncGenerator<number> {
  const parser = parserFor(listener)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  for await (const piece of stream) {
    const chunk: Buffer = Buffer.from(piece)
    bytes += chunk.length
    parser.write(decoder.decode(chunk, { stream: true }))
    yield bytes
  }
  parser.write(decoder.decode()).close()
  yield bytes
}

/** The same, to its end. */
export async function hearXml(stream: Readable, listener: Listener): Promise<void> {
  for await (const _ of readXml(stream, listener));
}

function parserFor(listener: Listener): SaxesParser {
  const parser = new SaxesParser()
  let attributes: Record<string, string> = {}
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('A part of a workbook declares no document type')
  })
  parser.on('opentagstart', () => {
    attributes = {}
  })
  parser.on('attribute', ({ name, value }: SaxesAttributePlain) => {
    attributes[bare(name)] = value
  })
  parser.on('opentag', ({ name }) => listener.open(bare(name), attributes))
  parser.on('closetag', ({ name }) => listener.close(bare(name)))
  parser.on('text', (text) => listener.text(text))
  parser.on('cdata', (text) => listener.text(text))
  return parser
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)
