import { type ActResult, refused } from '../../acts.js'
import type { Channel, Dialog, Person, Post } from '../../model.js'
import { findChannel } from '../../stage.js'
import { maySee } from '../../views.js'
import type { Slack } from '../slack.js'

/** The person who acts, as someone in this Slack, and the channel they act in; or what their client says. */
export function actorIn(
  slack: Slack,
  act: { readonly person: string; readonly channel: string },
): { readonly person: Person; readonly channel: Channel } | ActResult {
  const person = slack.world.person(act.person)
  if (!person?.slack) return refused(`Nobody in Slack has the key "${act.person}".`)
  if (person.deactivated) return refused(`The account of ${person.name} is deactivated.`)
  const channel = findChannel(slack.world, 'slack', person.key, act.channel)
  if (!channel) return refused(`There is no channel "${act.channel}" in Slack.`)
  if (!channel.members.includes(person.key)) return refused(`${person.name} is not in #${channel.name}.`)
  return { person, channel }
}

export function isResult(value: object): value is ActResult {
  return 'status' in value
}

/** Watches what one person is shown while something happens, and adds it to the outcome. */
export async function watching(slack: Slack, person: string, work: () => Promise<ActResult>): Promise<ActResult> {
  const posts = new Map<string, Post>()
  let dialog: Dialog | undefined
  const unsubscribe = slack.world.subscribe((happening) => {
    if (happening.kind === 'post' || happening.kind === 'edit') {
      const { post } = happening
      if (post.platform === 'slack' && post.author.kind === 'bot' && maySee(slack.world, person, post))
        posts.set(post.id, post)
    }
    if (happening.kind === 'dialog' && happening.dialog.platform === 'slack' && happening.dialog.person === person)
      dialog = happening.dialog
    if (happening.kind === 'dialog closed' && happening.id === dialog?.id) dialog = undefined
  })
  try {
    const result = await work()
    if (result.toast !== undefined)
      slack.world.toast('slack', person, result.toast, result.status === 'ok' ? 'info' : 'error')
    return { posts: [...posts.values()], ...(dialog && { dialog }), ...result }
  } finally {
    unsubscribe()
  }
}
