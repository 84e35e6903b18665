import type { Readable } from 'node:stream'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { FactsError } from '../problems.js'
import { LIMITS } from './limits.js'

/** The parts of a zip by their names. */
export interface Parts {
  has(name: string): boolean
  /**
   * A part as it is unpacked.
   * @param most unpacked bytes; a part that states more, or grows beyond what it states, is refused
   */
  stream(name: string, most: number): Promise<Readable>
  close(): void
}

/**
 * Opens a zip without unpacking anything.
 * @param name as people know the file
 * @throws FactsError when it is none, is protected, or has more parts than a workbook
 */
export async function openZip(file: string, name: string): Promise<Parts> {
  const zip = await opened(file, name)
  try {
    const entries = await entriesOf(zip, name)
    return {
      has: (part) => entries.has(part),
      stream: async (part, most) => {
        const entry = entries.get(part)
        if (!entry) throw new FactsError([{ at: name, key: 'facts.excel_part', args: { part } }])
        if (entry.uncompressedSize > most) throw tooLarge(name)
        // yauzl ends the stream with an error as soon as it grows beyond the stated size.
        return zip.openReadStreamPromise(entry)
      },
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

export const tooLarge = (name: string): FactsError =>
  new FactsError([{ at: name, key: 'facts.excel_too_large', args: {} }])

/** What cannot be unpacked or read as XML: damaged, or never a workbook. */
export const damaged = (name: string, cause: unknown): FactsError =>
  cause instanceof FactsError ? cause : new FactsError([{ at: name, key: 'facts.excel_damaged', args: {} }], cause)

async function opened(file: string, name: string): Promise<ZipFile> {
  try {
    return await openPromise(file, { autoClose: false, lazyEntries: true, validateEntrySizes: true })
  } catch (error) {
    throw damaged(name, error)
  }
}

async function entriesOf(zip: ZipFile, name: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= LIMITS.entries) throw tooLarge(name)
      entries.set(entry.fileName, entry)
    }
  } catch (error) {
    throw damaged(name, error)
  }
  return entries
}
