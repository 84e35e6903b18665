import type { AuthorizeResult, AuthorizeSourceData } from '@slack/bolt'
import { z } from 'zod'
import type { SlackOptions } from './options.js'

const installation = z.object({ botToken: z.string(), botId: z.string(), botUserId: z.string() })
export type SlackInstallation = z.infer<typeof installation>

/** How long a workspace's token is taken from memory: an uninstallation handled by another process must show within 60 s. */
const FRESH = 30_000

/** The installations as the adapter reads them: parsed, and kept in memory for a moment, because every request needs one. */
export interface Workspaces {
  /** Null where the bot is not installed. Rejects when the store does. */
  get(workspace: string): Promise<SlackInstallation | null>
  forget(workspace: string): void
}

export function workspaces({ installations }: Pick<SlackOptions, 'installations'>): Workspaces {
  const known = new Map<string, Promise<SlackInstallation | null>>()
  const read = async (workspace: string): Promise<SlackInstallation | null> => {
    const stored = await installations.get('slack', workspace)
    return stored === null ? null : installation.parse(stored)
  }
  const forget = (workspace: string, what: Promise<unknown>): void => {
    if (known.get(workspace) === what) known.delete(workspace)
  }
  return {
    get(workspace) {
      const before = known.get(workspace)
      if (before !== undefined) return before
      const asked = read(workspace)
      known.set(workspace, asked)
      // A timer instead of a look at the clock, which would be taken on every request.
      setTimeout(forget, FRESH, workspace, asked).unref()
      // A store that failed must be asked again at once, and not be remembered as failing; and so must one that has no token, which
      // another process may have been given by then.
      asked.then(
        (found) => {
          if (found === null) forget(workspace, asked)
        },
        () => forget(workspace, asked),
      )
      return asked
    },
    forget: (workspace) => {
      known.delete(workspace)
    },
  }
}

/** Thrown where Slack delivers for a workspace in which the bot is not installed (any more). */
export class NotInstalled extends Error {
  constructor(workspace: string) {
    super(`The bot is not installed in the Slack workspace ${workspace}: install the app there, or set its bot token.`)
  }
}

/** Bolt's question "with which token?", answered from the store. An installation for a whole organisation has its id. */
export function authorizer(known: Workspaces): (source: AuthorizeSourceData<boolean>) => Promise<AuthorizeResult> {
  return async ({ teamId, enterpriseId }) => {
    const ids = [teamId, enterpriseId].filter((id) => id !== undefined)
    for (const id of ids) {
      const found = await known.get(id)
      if (found !== null) return { ...found, ...(teamId === undefined ? {} : { teamId }) }
    }
    throw new NotInstalled(ids.join(' or '))
  }
}
