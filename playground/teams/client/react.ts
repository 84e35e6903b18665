import { type ActResult, type ReactAct, refused } from '../../acts.js'
import { maySee } from '../../views.js'
import { envelope, eventId } from './activity.js'
import type { Client } from './client.js'
import { deliver, taken } from './deliver.js'
import { deskOf } from './desk.js'
import { whereOf } from './sending.js'

/** Sets a reaction, or takes it back. The bot hears of reactions to its own messages. */
export async function react({ service }: Client, act: ReactAct): Promise<ActResult> {
  const { world } = service.stage
  const desk = deskOf(service, act.person, act.channel)
  if ('status' in desk) return desk
  const post = world.post('teams', desk.channel.id, act.post)
  if (!post || !maySee(world, act.person, post))
    return refused(`There is no message ${act.post} in ${desk.channel.name}.`)
  if (post.onlyFor !== null) return refused('Nobody can react to a message that only one person sees.')
  const before = post.reactions?.[act.name] ?? []
  const taking = before.includes(act.person)
  const after = taking ? before.filter((key) => key !== act.person) : [...before, act.person]
  world.editPost('teams', post.channel, post.id, { reactions: { ...post.reactions, [act.name]: after } })
  if (post.author.kind !== 'bot' || !desk.channel.hasBot) return { status: 'ok' }
  const activity = {
    ...envelope(service, whereOf(desk, post)),
    type: 'messageReaction',
    id: eventId(),
    replyToId: post.id,
    [taking ? 'reactionsRemoved' : 'reactionsAdded']: [{ type: act.name }],
  }
  return taken(await deliver(service, 'messageReaction', activity), 'messageReaction')
}
