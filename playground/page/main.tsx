import './styles/page.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import * as z from 'zod/mini'
import { en } from 'zod/v4/locales'
import { createApi } from './api.js'
import { type App, AppContext } from './app.js'
import { Shell } from './chat/shell.js'
import { createData } from './store/data.js'
import { createReads } from './store/reads.js'
import { createSession } from './store/session.js'
import { createView } from './store/view.js'
import { steps } from './tour/steps.js'
import { createTour } from './tour/tour.js'
import { words } from './words.js'

z.config(en())
const api = createApi()
const reads = createReads(sessionStorage)
const data = createData(reads)
const view = createView(data)
const session = createSession(api, data, reads, view)
const tour = createTour(steps, session.deed, localStorage)
tour.watch()
const app: App = { data, reads, view, session, tour }

function Page() {
  const status = session.status.value
  if (status.kind === 'failed')
    return (
      <div class="full" role="alert">
        <p>{words.live.stateFailed}</p>
        <p>{status.why}</p>
        <button type="button" class="button button-primary" onClick={() => void start()}>
          {words.retry}
        </button>
      </div>
    )
  return status.kind === 'loading' ? <p class="full">{words.loading}</p> : <Shell />
}

async function start(): Promise<void> {
  session.status.value = { kind: 'loading' }
  const asked = view.readAddress()
  try {
    await session.open(await api.person(asked), false)
  } catch (error) {
    session.status.value = { kind: 'failed', why: error instanceof Error ? error.message : String(error) }
  }
}

effect(() => {
  document.documentElement.dataset.scheme = view.scheme.value
})
view.writeAddress()
const root = document.getElementById('page')
if (root !== null) {
  render(
    <AppContext.Provider value={app}>
      <Page />
    </AppContext.Provider>,
    root,
  )
  void start()
}
