import { z } from 'zod'

/** The chat products that Drumbeat speaks. */
export const platformName = z.enum(['slack', 'teams'])
export type PlatformName = z.infer<typeof platformName>

/**
 * One person as one platform knows them. `workspace` is a Slack team id or a Teams tenant id; `user` a Slack user id, or the
 * Entra object id in Teams (the `29:` id differs per bot, so it is an address and not an identity).
 */
export const account = z.object({ platform: platformName, workspace: z.string(), user: z.string() }).readonly()
export type Account = z.infer<typeof account>

/**
 * Where a message stands or goes. Places are known by id, never by name: a rename must not break a digest. For a direct
 * conversation `channel` is the user id of the person at the other end; the platform finds or opens the conversation.
 * `thread` is the id of the thread's first message, or null for the channel itself.
 */
export const place = z
  .object({
    platform: platformName,
    workspace: z.string(),
    kind: z.enum(['channel', 'direct']),
    channel: z.string(),
    thread: z.string().nullable(),
  })
  .readonly()
export type Place = z.infer<typeof place>

/** A message that has been posted: the proof of sending, and what an edit or a press refers to. */
export const postRef = z.object({ place, id: z.string() }).readonly()
export type PostRef = z.infer<typeof postRef>

/** The same words on every platform: `slack:T1/C1` or `slack:T1/C1/169.5` with a thread. Usable as a key, not for display. */
export function placeKey(to: Place): string {
  const channel = `${to.platform}:${to.workspace}/${to.channel}`
  return to.thread === null ? channel : `${channel}/${to.thread}`
}
