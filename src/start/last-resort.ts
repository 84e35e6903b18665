import type { EventEmitter } from 'node:events'
import type { Logger } from 'pino'

/**
 * Ends the program for a fault that nobody caught, a rejected promise included: Node would print it with all its values, and a
 * program that goes on after one is in a state that nobody wrote. What was under way is taken over after its lease.
 * @param program the process @param end ends it at once, with a status that says that it failed
 */
export function lastResort(program: Pick<EventEmitter, 'once'>, log: Logger, end: () => void): void {
  program.once('uncaughtException', (error: unknown) => {
    log.fatal({ error }, 'Drumbeat ends because of a fault that nobody expected')
    end()
  })
}
