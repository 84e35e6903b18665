/** Remembers what has to be ended after some work. */
export type Afterwards = (step: () => unknown) => void

/** Does some work, then ends what it remembered, the last first, whether it came out well or not. */
export async function ending<T>(work: (afterwards: Afterwards) => Promise<T>): Promise<T> {
  const steps: (() => unknown)[] = []
  try {
    return await work((step) => void steps.push(step))
  } finally {
    for (const step of steps.reverse()) await step()
  }
}
