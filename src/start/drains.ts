import type { Logger } from 'pino'

/** What has to be ended when the process stops. */
export interface Drains {
  /** Adds a step that is ended before those that were added earlier. */
  last(name: string, step: () => Promise<void>): void
  /** Ends everything, the last first: sources of work, then workers, then what they work on. */
  run(): Promise<void>
  /** Whether it has begun. */
  draining(): boolean
}

/**
 * @param seconds how long all steps together may wait for what is under way. Afterwards each is asked to stop and not waited for:
 *   what it leaves are rows, which another process or the next start finds.
 */
export function drains(seconds: number, log: Pick<Logger, 'warn'>): Drains {
  const steps: { readonly name: string; readonly step: () => Promise<void> }[] = []
  let begun = false
  return {
    last: (name, step) => void steps.unshift({ name, step }),
    draining: () => begun,
    run: async () => {
      begun = true
      let timer: NodeJS.Timeout | undefined
      const over = new Promise<'over'>((resolve) => {
        timer = setTimeout(() => resolve('over'), seconds * 1000)
      })
      for (const { name, step } of steps) {
        const ended = step().catch((error: unknown) => {
          log.warn(
            { step: name, reason: error instanceof Error ? error.message : String(error) },
            'A part did not stop well',
          )
        })
        if ((await Promise.race([ended, over])) === 'over') {
          log.warn({ step: name, seconds }, 'The drain is over; what is left is found by the next process')
        }
      }
      clearTimeout(timer)
    },
  }
}
