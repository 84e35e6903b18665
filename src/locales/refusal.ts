import type { TextKey } from './areas.js'
import type { Args } from './texts.js'

/**
 * Thrown by a verb that cannot do what was asked, for a reason that the person can understand and cure. Whoever speaks to the
 * person turns it into words in their language; it is never a stack trace.
 */
export class Refusal extends Error {
  readonly code = 'refusal'
  readonly key: TextKey
  readonly args: Args

  constructor(key: TextKey, args: Args = {}) {
    super(key)
    this.key = key
    this.args = args
  }
}
