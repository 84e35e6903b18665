import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Data } from './store/data.js'
import type { Reads } from './store/reads.js'
import type { Session } from './store/session.js'
import type { View } from './store/view.js'
import type { Tour } from './tour/tour.js'

/** What every component can reach: what the server told, what is shown, and the way to act. */
export interface App {
  readonly data: Data
  readonly reads: Reads
  readonly view: View
  readonly session: Session
  readonly tour: Tour
}

export const AppContext = createContext<App | null>(null)

export function useApp(): App {
  const app = useContext(AppContext)
  if (app === null) throw new Error('This component stands outside the page.')
  return app
}
