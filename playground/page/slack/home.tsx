import { useEffect, useMemo } from 'preact/hooks'
import { useApp } from '../app.js'
import { words } from '../words.js'
import { Blocks } from './blocks.js'
import { blocksOf } from './schema/blocks.js'
import { createSurface, SurfaceContext } from './surface.js'

/** The bot's Home in Slack. Opening it tells the bot, which draws it anew. */
export function Home() {
  const app = useApp()
  const surface = useMemo(() => createSurface('home', { home: true }), [app.data.me.value])
  const view = app.data.homes.value.slack
  useEffect(() => {
    void app.session.act('home', 'slack', {})
  }, [app.data.me.value])
  if (view === undefined) return <p class="empty">{words.pane.noHome}</p>
  return (
    <div class="home">
      <SurfaceContext.Provider value={surface}>
        <Blocks blocks={blocksOf(view)} />
      </SurfaceContext.Provider>
    </div>
  )
}
