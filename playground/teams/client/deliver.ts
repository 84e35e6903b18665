import type { ActResult } from '../../acts.js'
import type { Service } from '../service.js'
import type { Activity } from './activity.js'

/** What came back for an activity: an answer, or the words with which the client says that there is none. */
export type Turn =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'none'; readonly toast: string; readonly late: boolean }

/**
 * Sends one activity to the bot, signed as the service signs it.
 * @param what for the inspector: `message`, `invoke task/fetch`
 * @param timeoutMs how long the bot may take
 */
export async function deliver(
  service: Service,
  what: string,
  activity: Activity,
  timeoutMs: number = service.turnMs,
): Promise<Turn> {
  const { world, bot, config } = service.stage
  const token = await service.channelLogin.token(config.teams.appId, service.url, world.now())
  const answer = await bot.send({
    platform: 'teams',
    what,
    path: config.teams.path,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
      'x-ms-tenant-id': config.teams.tenant,
    },
    body: JSON.stringify(activity),
    shown: activity,
    timeoutMs,
  })
  switch (answer.kind) {
    case 'answer':
      return { kind: 'answer', status: answer.status, body: answer.json }
    case 'timeout':
      return { ...unreached(`no answer to ${what} within ${timeoutMs / 1_000} s`), late: true }
    case 'unreachable':
      return unreached(answer.why)
  }
}

function unreached(why: string): Turn & { readonly kind: 'none' } {
  return { kind: 'none', toast: `Unable to reach app. Please try again. (${why})`, late: false }
}

/** What the client says when the bot answered with an error, or with something that it cannot read. */
export function wrong(why: string): ActResult {
  return { status: 'failed', toast: `Something went wrong. Please try again. (${why})` }
}

/** The result of an activity to which the bot only has to say that it has it. */
export function taken(turn: Turn, what: string): ActResult {
  if (turn.kind === 'none') return { status: 'failed', toast: turn.toast }
  return turn.status >= 200 && turn.status < 300
    ? { status: 'ok' }
    : wrong(`the bot answered ${turn.status} to ${what}`)
}
