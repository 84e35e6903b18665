import { Temporal } from 'temporal-polyfill'

/**
 * The two clocks. The machine clock is for leases, signatures and timeouts, and nobody can move it. The business clock is
 * for schedules, periods and due dates; it runs as fast as the machine's, from wherever it was set.
 */
export interface Clocks {
  readonly machine: () => Temporal.Instant
  readonly business: () => Temporal.Instant
  readonly set: (now: Temporal.Instant) => void
}

export function clocks(): Clocks {
  let ahead = 0
  const machine = (): Temporal.Instant => Temporal.Now.instant()
  return {
    machine,
    business: () => (ahead === 0 ? machine() : machine().add({ milliseconds: ahead })),
    set: (now) => {
      ahead = now.epochMilliseconds - machine().epochMilliseconds
    },
  }
}
