import type { Place } from '../../../chat/place.js'

/** The direct conversation of the bot with a person. */
export function directPlace(workspace: string, user: string): Place {
  return { platform: 'slack', workspace, kind: 'direct', channel: user, thread: null }
}

/** Slack's direct conversations have ids of their own (`D…`); a place knows the person at the other end instead. */
export function placeOf(workspace: string, channel: string, user: string, thread: string | null): Place {
  if (channel.startsWith('D')) return { ...directPlace(workspace, user), thread }
  return { platform: 'slack', workspace, kind: 'channel', channel, thread }
}
