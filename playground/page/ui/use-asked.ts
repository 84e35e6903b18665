import { useEffect, useState } from 'preact/hooks'

/** Long enough for a burst of letters to become one question. */
const PAUSE_MS = 120

export interface Asked<T> {
  /** The newest answer, which stays while the next one is on its way. */
  readonly answer: T | null
  readonly asking: boolean
}

/**
 * What is answered to what is typed, asked for after a pause. A late answer to an old question is dropped.
 * @param text null asks nothing, and forgets what was answered
 */
export function useAsked<T>(text: string | null, ask: (text: string) => Promise<T>): Asked<T> {
  const [state, setState] = useState<Asked<T>>({ answer: null, asking: false })
  useEffect(() => {
    if (text === null) return setState({ answer: null, asking: false })
    let current = true
    setState(({ answer }) => ({ answer, asking: true }))
    const timer = setTimeout(async () => {
      const answer = await ask(text)
      if (current) setState({ answer, asking: false })
    }, PAUSE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [text])
  return state
}
