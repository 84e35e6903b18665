import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import {
  type ActResult,
  type Acts,
  accountAct,
  cancelAct,
  channelAct,
  chooseAct,
  extensionAct,
  fileAct,
  homeAct,
  installAct,
  pressAct,
  reactAct,
  searchAct,
  shortcutAct,
  submitAct,
  wordsAct,
} from './acts.js'
import { faultRule } from './faults.js'
import { parseJson, readBody, sendJson } from './http.js'
import type { PlatformName, Post } from './model.js'
import { findChannel, type Part, type PlatformPart, type Stage } from './stage.js'
import { maySee, seenBy } from './views.js'

const platformName = z.enum(['slack', 'teams'])
const platformOf = z.looseObject({ platform: platformName })
const duration = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const clockBody = z.union([
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
  z.strictObject({
    advance: z.string().regex(duration, 'an ISO 8601 duration of days, hours, minutes, seconds: PT72H'),
  }),
])
const messagesQuery = z.object({
  platform: platformName.optional(),
  channel: z.string().optional(),
  person: z.string().optional(),
  thread: z.string().optional(),
  text: z.string().optional(),
  since: z.string().optional(),
})
const waitQuery = messagesQuery.extend({ timeout: z.coerce.number().min(0).max(120_000).default(30_000) })
const dialogsQuery = z.object({ platform: platformName.optional(), person: z.string().optional() })

/** A mistake of the caller: answered with 400 and these words. */
class BadRequest extends Error {}

/** `/control/...`: everything that a person at the page can do, as JSON, for tests and scripts. */
export function mountControl(stage: Stage, platforms: readonly PlatformPart[]): Part {
  const acts = new Map(platforms.map((part) => [part.platform, part.acts]))
  const post: Record<string, (body: unknown) => Promise<unknown>> = {
    ...actRoutes((platform) => acts.get(platform)),
    bot: async (body) => {
      const { url } = check(z.strictObject({ url: z.url().nullable() }), body)
      stage.bot.set(url)
      if (url !== null) for (const part of platforms) await part.announce?.()
      return { url }
    },
    clock: (body) => moveClock(stage, check(clockBody, body)),
    faults: async (body) => {
      stage.faults.add(check(faultRule, body))
      return stage.faults.list()
    },
    retries: async (body) => {
      check(z.strictObject({}), body)
      return { retried: platforms.reduce((sum, part) => sum + (part.retryNow?.() ?? 0), 0) }
    },
    redeliver: async (body) => {
      const { exchange } = check(z.strictObject({ exchange: z.number().int() }), body)
      const answer = await stage.bot.again(exchange)
      if (answer) return answer.kind === 'answer' ? { status: answer.status, body: answer.json ?? answer.text } : answer
      throw new BadRequest(`Exchange ${exchange} is none that went to the bot over HTTP, or too long ago.`)
    },
    sockets: async (body) => {
      const { how } = check(z.strictObject({ how: z.enum(['cut', 'refresh']).default('cut') }), body)
      return { sockets: platforms.reduce((sum, part) => sum + part.dropSockets(how), 0) }
    },
  }
  const get: Record<string, (query: unknown) => Promise<unknown>> = {
    messages: async (query) => messages(stage, check(messagesQuery, query)),
    dialogs: async (query) => {
      const { platform, person } = check(dialogsQuery, query)
      return stage.world.dialogs(platform, person)
    },
    wait: (query) => waitForPost(stage, check(waitQuery, query)),
    exchanges: async () => stage.world.exchanges(),
    faults: async () => stage.faults.list(),
    retries: async () => platforms.flatMap((part) => part.retries?.() ?? []),
    world: async () => ({
      people: stage.world.people,
      channels: stage.world.channels(),
      commands: stage.world.commands(),
      now: stage.world.clock(),
      bot: stage.bot.url,
    }),
  }
  return {
    async handle(req, res, url) {
      if (!url.pathname.startsWith('/control/')) return false
      const name = url.pathname.slice('/control/'.length)
      await answer(req, res, async () => {
        if (req.method === 'DELETE' && name === 'faults') {
          stage.faults.clear()
          return []
        }
        const routes = req.method === 'POST' ? post : get
        const route = Object.hasOwn(routes, name) ? routes[name] : undefined
        if (!route)
          throw new BadRequest(`There is no ${req.method} ${url.pathname}; docs/playground.md lists the control API.`)
        if (req.method !== 'POST') return route(Object.fromEntries(url.searchParams))
        // A page elsewhere could post a form here unasked; it cannot send this type without the browser asking us first.
        if (!req.headers['content-type']?.startsWith('application/json'))
          throw new BadRequest('The control API takes JSON: send content-type application/json.')
        return route(parseJson((await readBody(req)).toString('utf8')))
      })
      return true
    },
  }
}

/** One route per act: its arguments plus `platform`. */
function actRoutes(actsOf: (platform: PlatformName) => Acts | undefined) {
  const route =
    <A>(schema: z.ZodType<A>, run: (acts: Acts, act: A) => Promise<ActResult>) =>
    async (body: unknown): Promise<unknown> => {
      const { platform, ...rest } = check(platformOf, body)
      const acts = actsOf(platform)
      if (!acts) throw new BadRequest(`This playground has no ${platform}.`)
      return run(acts, check(schema, rest))
    }
  return {
    command: route(wordsAct, (acts, act) => acts.command(act)),
    mention: route(wordsAct, (acts, act) => acts.mention(act)),
    message: route(wordsAct, (acts, act) => acts.message(act)),
    press: route(pressAct, (acts, act) => acts.press(act)),
    choose: route(chooseAct, (acts, act) => acts.choose(act)),
    submit: route(submitAct, (acts, act) => acts.submit(act)),
    cancel: route(cancelAct, (acts, act) => acts.cancel(act)),
    search: route(searchAct, (acts, act) => acts.search(act)),
    home: route(homeAct, (acts, act) => acts.openHome(act)),
    file: route(fileAct, (acts, act) => acts.file(act)),
    react: route(reactAct, (acts, act) => acts.react(act)),
    shortcut: route(shortcutAct, (acts, act) => acts.shortcut(act)),
    extension: route(extensionAct, (acts, act) => acts.extension(act)),
    channel: route(channelAct, (acts, act) => acts.channel(act)),
    install: route(installAct, (acts, act) => acts.install(act)),
    account: route(accountAct, (acts, act) => acts.account(act)),
  }
}

async function answer(req: IncomingMessage, res: ServerResponse, work: () => Promise<unknown>): Promise<void> {
  try {
    sendJson(res, 200, await work())
  } catch (error) {
    const known = error instanceof BadRequest
    sendJson(res, known ? 400 : 500, {
      error: known ? error.message : `${req.method} ${req.url} failed in the playground: ${String(error)}`,
    })
  }
}

function check<A>(schema: z.ZodType<A>, value: unknown): A {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new BadRequest(
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '),
  )
}

async function moveClock(stage: Stage, body: z.output<typeof clockBody>) {
  const to = 'now' in body ? Date.parse(body.now) : Date.parse(stage.world.clock()) + milliseconds(body.advance)
  stage.world.moveClock(to)
  const problem = await stage.bot.moveClock(new Date(to).toISOString())
  if (problem !== null) throw new BadRequest(problem)
  return { now: stage.world.clock() }
}

function milliseconds(iso: string): number {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = duration.exec(iso) ?? []
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1_000
}

function messages(stage: Stage, query: z.output<typeof messagesQuery>): readonly Post[] {
  const { person } = query
  const posts = stage.world.posts(query.platform)
  return (person === undefined ? posts : posts.map((post) => seenBy(person, post))).filter((post) =>
    matches(stage, query, post),
  )
}

function matches(stage: Stage, query: z.output<typeof messagesQuery>, post: Post): boolean {
  const { platform, channel, person, thread, text, since } = query
  if (platform !== undefined && post.platform !== platform) return false
  if (channel !== undefined && findChannel(stage.world, post.platform, person ?? '', channel)?.id !== post.channel)
    return false
  if (person !== undefined && !maySee(stage.world, person, post)) return false
  if (thread !== undefined && post.thread !== thread && post.id !== thread) return false
  if (since !== undefined && !isAfter(post, since)) return false
  return text === undefined || post.text.includes(text) || JSON.stringify(post.body).includes(text)
}

/** `since` is a moment (ISO 8601) or the id of a post: what came or was edited after it. */
function isAfter(post: Post, since: string): boolean {
  return since.includes('T')
    ? Date.parse(post.editedAt ?? post.at) > Date.parse(since)
    : Number(post.id) > Number(since)
}

/** Answers with the first matching post, one that is there already or the next that comes or is edited to match. */
function waitForPost(stage: Stage, query: z.output<typeof waitQuery>): Promise<Post> {
  const [there] = messages(stage, query)
  if (there) return Promise.resolve(there)
  return new Promise((resolve, reject) => {
    const unsubscribe = stage.world.subscribe((happening) => {
      if (happening.kind !== 'post' && happening.kind !== 'edit') return
      const post = query.person === undefined ? happening.post : seenBy(query.person, happening.post)
      if (!matches(stage, query, post)) return
      clearTimeout(timer)
      unsubscribe()
      resolve(post)
    })
    const timer = setTimeout(() => {
      unsubscribe()
      reject(new BadRequest(`No such message within ${query.timeout} ms: ${JSON.stringify(query)}`))
    }, query.timeout)
    timer.unref()
  })
}
