import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api'
import type { Fetched } from '../../chat/file.js'
import { download } from './download.js'
import { type Called, failureOf } from './errors.js'
import type { Workspaces } from './installations.js'
import type { SlackOptions } from './options.js'
import { wire } from './wire.js'

/** Every method of the Web API that we call. The app manifest's scopes are held against this list. */
export const WEB_METHODS = [
  'auth.test',
  'chat.postEphemeral',
  'chat.postMessage',
  'chat.update',
  'conversations.history',
  'conversations.members',
  'conversations.open',
  'conversations.replies',
  'files.completeUploadExternal',
  'files.getUploadURLExternal',
  'files.info',
  'usergroups.list',
  'users.list',
  'views.open',
  'views.publish',
  'views.update',
] as const
export type WebMethod = (typeof WEB_METHODS)[number]

/** One request to Slack, at most ten seconds long. Never rejects. */
export type Caller = (method: WebMethod, args: Readonly<Record<string, unknown>>) => Promise<Called>

/** Slack takes its time at most this long; what has not been answered then is `unclear`. */
export const TIMEOUT = 10_000

/** Calls Slack on behalf of a workspace. */
export interface SlackWeb {
  call(workspace: string, ...request: Parameters<Caller>): Promise<Called>
  /** Fetches the bytes behind an address that Slack itself gave, with the workspace's token. Never rejects. */
  download(workspace: string, address: string, most: number): Promise<Fetched>
  forget(workspace: string): void
}

export function slackWeb(known: Workspaces, options: Pick<SlackOptions, 'slackApiUrl'>): SlackWeb {
  const callers = new Map<string, { readonly token: string; readonly call: Caller }>()
  const callerOf = (workspace: string, token: string): Caller => {
    const before = callers.get(workspace)
    if (before?.token === token) return before.call
    const call = clientFor(token, options.slackApiUrl)
    callers.set(workspace, { token, call })
    return call
  }
  return {
    async call(workspace, method, args) {
      try {
        const found = await known.get(workspace)
        if (found === null) return refusedAs('not_installed')
        return await callerOf(workspace, found.botToken)(method, args)
      } catch {
        // The store could not be read: nothing went out, and the next attempt may find it.
        return { ok: false, failure: { kind: 'unsent', code: 'store_unavailable' } }
      }
    },
    async download(workspace, address, most) {
      try {
        const found = await known.get(workspace)
        if (found === null) return { kind: 'gone', code: 'not_installed' }
        return await download(address, found.botToken, options.slackApiUrl, most)
      } catch (error) {
        return { kind: 'failed', code: error instanceof Error ? error.name : 'unknown' }
      }
    },
    forget: (workspace) => {
      callers.delete(workspace)
    },
  }
}

function refusedAs(code: string): Called {
  return { ok: false, failure: { kind: 'refused', cause: 'not installed', code } }
}

/**
 * A caller with one token. The client's own retries are off: it repeats posts after a dropped connection, which doubles
 * messages that Slack had already taken, and it stops its whole queue after a 429.
 */
export function clientFor(token: string, slackApiUrl: string | null, timeout = TIMEOUT): Caller {
  const client = new WebClient(token, { ...clientOptions(slackApiUrl), timeout })
  return async (method, args) => {
    try {
      return { ok: true, data: await client.apiCall(method, { ...args }) }
    } catch (error) {
      return { ok: false, failure: failureOf(error) }
    }
  }
}

/** What every client of ours, Bolt's included, is made with. */
export function clientOptions(slackApiUrl: string | null): WebClientOptions {
  return {
    ...(slackApiUrl === null ? {} : { slackApiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT,
    fetch: wire,
    logger: silent,
  }
}

const nothing = (): void => undefined

/** The client logs what it sends at debug level, people's words included; we log codes ourselves. */
const silent: NonNullable<WebClientOptions['logger']> = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
}
