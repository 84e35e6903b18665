import { useEffect } from 'preact/hooks'
import { useApp } from '../app.js'
import { Guide } from '../tour/guide.js'
import { QuestionDialog } from '../ui/question.js'
import { Toasts } from '../ui/toasts.js'
import { words } from '../words.js'
import { Announcer } from './announcer.js'
import { Dialogs } from './dialogs.js'
import { Inspector } from './inspector.js'
import { nextRegion, scrollPane } from './keys.js'
import { Pane } from './pane.js'
import { Sidebar } from './sidebar.js'
import { TopBar } from './top-bar.js'

/** The languages of this page's people that are written from right to left. */
const FROM_RIGHT = /^(fa|ar|he|ur)\b/

/** The whole window. */
export function Shell() {
  const { data, session, view } = useApp()
  const { locale } = session.viewer.value
  useEffect(() => {
    document.documentElement.dir = FROM_RIGHT.test(locale) ? 'rtl' : 'ltr'
  }, [locale])
  useEffect(() => {
    document.title = words.title(data.company.value)
  }, [data.company.value])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'F6') nextRegion(event)
      else if (event.key === 'Escape' && view.drawer.value) view.drawer.value = false
      else scrollPane(event)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div class="window" data-drawer={view.drawer.value} data-inspector={view.inspector.value}>
      <a class="skip" href={`#messages-${view.active.value}`}>
        {words.skip.messages}
      </a>
      <a class="skip" href={`#composer-${view.active.value}`}>
        {words.skip.composer}
      </a>
      <TopBar />
      {!session.connected.value && (
        <p class="banner" role="alert">
          {words.live.lost}
        </p>
      )}
      {session.connected.value && !data.botThere.value && (
        <p class="banner banner-calm" role="status">
          <span class="beat" aria-hidden="true" /> {words.live.starting(data.botName.value)}
        </p>
      )}
      <div class="main">
        <div class="sidebar">
          <Sidebar />
        </div>
        {view.drawer.value && (
          <button
            type="button"
            class="drawer-shade"
            aria-label={words.close}
            onClick={() => {
              view.drawer.value = false
            }}
          />
        )}
        <main class="panes">
          {view.shown.value.map((platform) => (
            <Pane key={platform} platform={platform} />
          ))}
        </main>
        {view.inspector.value && <Inspector />}
      </div>
      <Dialogs />
      <QuestionDialog />
      <Toasts />
      <Announcer />
      <Guide />
    </div>
  )
}
