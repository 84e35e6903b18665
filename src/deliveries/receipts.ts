import type { Ended } from './desk.js'

/** An ending that waits to be written, and who waits for it. */
interface Waiting {
  readonly endings: readonly Ended[]
  readonly written: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Writes endings together: those that come while a transaction is under way share the next one. One at a time they would cost four
 * round trips each, and the outbox would be slower than the platform.
 * @param write records endings in one transaction
 */
export function receipts(
  write: (endings: readonly Ended[]) => Promise<void>,
): (endings: readonly Ended[]) => Promise<void> {
  let waiting: Waiting[] = []
  let writing = false
  const flush = async (): Promise<void> => {
    writing = true
    while (waiting.length > 0) {
      const now = waiting
      waiting = []
      try {
        await write(now.flatMap((one) => one.endings))
        for (const one of now) one.written()
      } catch (error) {
        for (const one of now) one.failed(error)
      }
    }
    writing = false
  }
  return (endings) =>
    new Promise((written, failed) => {
      waiting.push({ endings, written, failed })
      // Those that come in the same turn of the event loop are in it too.
      if (!writing) setImmediate(() => (writing ? undefined : void flush()))
    })
}
