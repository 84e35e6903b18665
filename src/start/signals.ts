/** Thrown where a command was asked to stop before it had finished. */
export class Interrupted extends Error {
  readonly code = 'interrupted'
}

/** What asks a process to stop: a person's Ctrl-C, a service manager, the demo. */
const signals = ['SIGINT', 'SIGTERM'] as const

/** The part of a process that is listened to. */
export interface Signalled {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  off(signal: NodeJS.Signals, listener: () => void): unknown
  exit(code: number): void
}

export interface StopSignals {
  /** Resolves at the first signal. */
  readonly first: Promise<void>
  /** Whether there has been one. */
  asked(): boolean
  /** From here on a signal does what it does by itself. */
  forget(): void
}

/**
 * From here on the first SIGINT or SIGTERM asks to stop in order, and a second one ends the process at once. To be called before
 * anything is started that would outlive the process.
 * @param heard called at the first signal
 */
export function stopSignals(process: Signalled, heard: () => void): StopSignals {
  let asked = false
  let resolve = (): void => {}
  const first = new Promise<void>((done) => {
    resolve = done
  })
  const listener = (): void => {
    if (asked) process.exit(1)
    asked = true
    heard()
    resolve()
  }
  for (const signal of signals) process.on(signal, listener)
  return {
    first,
    asked: () => asked,
    forget: () => {
      for (const signal of signals) process.off(signal, listener)
    },
  }
}
