import { signal } from '@preact/signals'
import * as z from 'zod/mini'

const stored = z.record(z.string(), z.string())

/** Which post of each channel and thread a person saw last. Kept for the tab, so that a reload does not forget it. */
export function createReads(storage: Pick<Storage, 'getItem' | 'setItem'>) {
  const marks = signal<Readonly<Record<string, string>>>({})
  let name = ''
  return {
    marks,
    load(person: string): void {
      name = `read:${person}`
      const known = stored.safeParse(parse(storage.getItem(name)))
      marks.value = known.success ? known.data : {}
    },
    mark(place: string, post: string): void {
      if (marks.peek()[place] === post) return
      marks.value = { ...marks.peek(), [place]: post }
      storage.setItem(name, JSON.stringify(marks.peek()))
    },
  }
}
export type Reads = ReturnType<typeof createReads>

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
}
