/** So often, in milliseconds, what is read from time to time is thought of. */
const every = 60_000

/** Something that is looked at again and again, one look after the other. */
export interface Looking {
  /** Looks at once. Never rejects. */
  look(): Promise<void>
  /** Looks at once, and from time to time. @returns what stops it, and waits for what is under way */
  start(): Promise<() => Promise<void>>
}

/** @param once one look, which never rejects */
export function looking(once: () => Promise<void>): Looking {
  let under: Promise<void> = Promise.resolve()
  const next = (): Promise<void> => {
    under = under.then(once)
    return under
  }
  return {
    look: next,
    start: async () => {
      const timer = setInterval(() => void next(), every)
      await next()
      return async () => {
        clearInterval(timer)
        await under
      }
    },
  }
}
