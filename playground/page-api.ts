import type { ServerResponse } from 'node:http'
import { sendJson } from './http.js'
import type { Part, Stage } from './stage.js'
import { heardBy, mayHear, pageState } from './views.js'

/** Proxies and browsers give up on a silent stream after about a minute. */
const HEARTBEAT_MS = 15_000

/** `/page/...`: what the page draws itself from, and the news of it as server-sent events. */
export function mountPageApi(stage: Stage): Part {
  const streams = new Set<ServerResponse>()
  return {
    async handle(req, res, url) {
      if (!url.pathname.startsWith('/page/')) return false
      const person = url.searchParams.get('person') ?? ''
      if (!stage.world.person(person)) {
        sendJson(res, 404, { error: `Nobody here has the key "${person}".` })
      } else if (req.method === 'GET' && url.pathname === '/page/state') {
        // A fresh load, unlike a look through another person's eyes and back (`keep=1`), loses what is not stored.
        if (url.searchParams.get('keep') !== '1') stage.world.forgetPrivate(person)
        sendJson(res, 200, pageState(stage.world, person, stage.bot.url !== null))
      } else if (req.method === 'GET' && url.pathname === '/page/events') {
        stream(stage, res, person, streams)
      } else {
        sendJson(res, 404, {
          error: `There is no ${req.method} ${url.pathname}; docs/playground.md lists the page's addresses.`,
        })
      }
      return true
    },
    async close() {
      for (const one of streams) one.end()
    },
  }
}

function stream(stage: Stage, res: ServerResponse, person: string, streams: Set<ServerResponse>): void {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  res.write(': hello\n\n')
  streams.add(res)
  const unsubscribe = stage.world.subscribe((happening) => {
    if (mayHear(stage.world, person, happening)) res.write(`data: ${JSON.stringify(heardBy(person, happening))}\n\n`)
  })
  const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS)
  heartbeat.unref()
  res.on('close', () => {
    clearInterval(heartbeat)
    unsubscribe()
    streams.delete(res)
  })
}
