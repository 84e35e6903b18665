// One process of the bot, as `drumbeat start` runs it, with an ear on its requests: on demand it dies, or is stopped, at the
// very moment before a post leaves or after its answer came. Nothing of this is known to the bot itself.

import { subscribe } from 'node:diagnostics_channel'
import { z } from 'zod'
import { startBot } from '../src/main.js'
import { lastResort } from '../src/start/last-resort.js'
import { logger } from '../src/start/log.js'
import { readSettings } from '../src/start/settings.js'
import { type Order, order, type Said } from './orders.js'
import { faultJob, tallyRenderer } from './work.js'

/** The requests by which something becomes visible. */
const posts = /chat\.postMessage$|\/activities(\/[^/]*)?$/

let armed: Order | null = null
const tell = (said: Said): void => void process.send?.(said)

function strike(moment: Order['moment']): void {
  if (armed?.moment !== moment) return
  const { signal } = armed
  armed = null
  tell({ kind: 'struck', moment })
  process.kill(process.pid, signal)
}

/** What Node's own client, and the one that the bot has beside it, tell of every request. */
const told = z.object({ request: z.object({ path: z.string() }) })

const watch = (channel: string, moment: Order['moment']): void =>
  subscribe(channel, (message) => {
    const heard = told.safeParse(message)
    if (heard.success && posts.test(heard.data.request.path)) strike(moment)
  })
watch('undici:request:create', 'before the request')
watch('undici:request:trailers', 'after the answer')

process.on('message', (message) => {
  armed = order.nullable().catch(null).parse(message)
})
const log = logger(process.env.LOG_LEVEL ?? 'error')
lastResort(process, log, () => process.exit(1))
const bot = await startBot(readSettings(process.env, process.cwd()), log, undefined, {
  jobs: [faultJob],
  renderers: [tallyRenderer],
})
tell({ kind: 'running', url: bot.url })
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
