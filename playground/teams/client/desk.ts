import { type ActResult, refused } from '../../acts.js'
import type { Channel, Person, Post } from '../../model.js'
import { findChannel } from '../../stage.js'
import { maySee, seenBy } from '../../views.js'
import type { Service } from '../service.js'

/** A person at their client, looking at a channel. */
export interface Desk {
  readonly person: Person
  readonly channel: Channel
}

/** Sits a person down in front of a channel; or says why their client does not show it. */
export function deskOf(service: Service, personKey: string, channelRef: string): Desk | ActResult {
  const { world } = service.stage
  const person = world.person(personKey)
  if (!person?.teams) return refused(`${personKey} is not in Teams.`)
  const channel = findChannel(world, 'teams', personKey, channelRef)
  if (!channel?.members.includes(personKey)) return refused(`${person.name} sees no channel ${channelRef} in Teams.`)
  return { person, channel }
}

/**
 * Runs an act and adds what the person saw of the bot meanwhile: its posts and changed cards. What the client says itself
 * is also told to the page.
 */
export async function watched(service: Service, personKey: string, run: () => Promise<ActResult>): Promise<ActResult> {
  const { world } = service.stage
  const seen = new Map<string, Post>()
  const stop = world.subscribe((happening) => {
    if (happening.kind !== 'post' && happening.kind !== 'edit') return
    const { post } = happening
    if (post.platform === 'teams' && post.author.kind === 'bot' && maySee(world, personKey, post))
      seen.set(post.id, seenBy(personKey, post))
  })
  try {
    const result = await run()
    if (result.toast !== undefined && result.status !== 'refused')
      world.toast('teams', personKey, result.toast, result.status === 'ok' ? 'info' : 'error')
    return seen.size > 0 ? { ...result, posts: [...seen.values()] } : result
  } finally {
    stop()
  }
}
