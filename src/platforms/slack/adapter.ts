import type { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt'
import type { Reply } from '../../chat/incoming.js'
import type { Door, PaceWindow, Platform, ReturnAddress, Sent } from '../../chat/platform.js'
import { type Desk, tasks } from './acknowledge/desk.js'
import { receive } from './acknowledge/receive.js'
import { answer } from './answer.js'
import { boltApp, httpReceiver, socketReceiver } from './app.js'
import { fetchFile } from './fetch-file.js'
import { find } from './find.js'
import { groups } from './groups.js'
import { workspaces } from './installations.js'
import { httpListener, type Listener } from './listener.js'
import { origin } from './metadata.js'
import { DEADLINES, type SlackOptions } from './options.js'
import { members, people } from './people.js'
import { directChannels, send } from './send.js'
import { slackWeb } from './web.js'

export type SlackPlatform = Platform & {
  /** To be mounted in the process's HTTP server: returns false for paths that are not Slack's. */
  readonly listener: Listener
}

/**
 * Pace (docs.slack.dev, apis/web-api/rate-limits). Posts: one a second per channel, and "several hundred" a minute per workspace,
 * which Slack does not quantify. Edits are of tier 3, about 50 a minute per workspace; a few are left for answers to presses.
 */
export const slackPace: readonly PaceWindow[] = [
  { scope: 'place', of: 'post', max: 1, per: 1_000 },
  { scope: 'workspace', of: 'post', max: 240, per: 60_000 },
  { scope: 'workspace', of: 'edit', max: 45, per: 60_000 },
]

/**
 * Slack as a platform: HTTP requests come in by `listener`, or everything by Socket Mode if an app token is given. Throws
 * when there is neither a signing secret nor an app token.
 */
export function slackPlatform(options: SlackOptions): SlackPlatform {
  const known = workspaces(options)
  const web = slackWeb(known, options)
  const post = { web, direct: directChannels(web), options }
  const running = tasks()
  const state: { app: App | null } = { app: null }
  const uninstall = async (workspace: string): Promise<void> => {
    await options.installations.remove('slack', workspace)
    known.forget(workspace)
    web.forget(workspace)
  }
  const { receiver, listener, begin, end } = entrance(options, running, () => state.app !== null)

  return {
    name: 'slack',
    listener,
    async start(door: Door) {
      const desk: Desk = { ...post, door, deadlines: options.deadlines ?? DEADLINES, tasks: running, uninstall }
      state.app = boltApp(receiver, known, options, (body, bot, ack) => {
        const work = receive(desk, body, bot, ack)
        running.run(work)
        return work
      })
      await begin()
    },
    async stop() {
      state.app = null
      await end()
      await running.idle()
    },
    send: (outgoing) => send(post, outgoing),
    find: (outgoing) => find(post, outgoing),
    answer: (back, reply) => answerBack(post, back, reply),
    people: (workspace) => people(web, workspace),
    members: (place) => members(web, place),
    groups: (workspace) => groups(web, workspace),
    fetch: (workspace, file, most) => fetchFile(web, workspace, file, most),
    pace: () => slackPace,
  }
}

async function answerBack(post: Parameters<typeof answer>[0], back: ReturnAddress, reply: Reply): Promise<Sent> {
  const from = origin.safeParse(back.data)
  if (!from.success) return { kind: 'refused', cause: 'other', code: 'not_a_return_address' }
  return answer(post, from.data, reply)
}

interface Entrance {
  readonly receiver: HTTPReceiver | SocketModeReceiver
  readonly listener: Listener
  begin(): Promise<unknown>
  end(): Promise<unknown>
}

/** One of the two ways in. */
function entrance(options: SlackOptions, running: ReturnType<typeof tasks>, open: () => boolean): Entrance {
  const { appToken, signingSecret: secret, now, log } = options
  if (appToken !== null) {
    const receiver = socketReceiver(appToken, options)
    return { receiver, listener: () => false, begin: () => receiver.start(), end: () => receiver.stop() }
  }
  if (secret === null || secret === '')
    throw new Error(
      'Slack needs a signing secret (app settings, "Basic Information") or an app token for Socket Mode: neither is given.',
    )
  const receiver = httpReceiver(log)
  const listener = httpListener({ receiver, secret, tasks: running, now, open })
  const ready = async (): Promise<void> => undefined
  return { receiver, listener, begin: ready, end: ready }
}
