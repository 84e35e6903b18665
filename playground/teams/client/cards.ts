import type { Dialog, Post } from '../../model.js'
import { maySee, seenBy } from '../../views.js'
import { CARD_TYPE } from '../attachment-types.js'
import { isObject, type Json } from '../card/check.js'
import { named } from '../card/inputs.js'
import { type Node, nodes } from '../card/walk.js'
import type { Service } from '../service.js'
import type { Desk } from './desk.js'

/** A card in front of a person: in a post, or in a dialog. */
export interface Shown {
  readonly card: Json
  /** The id of the post or the dialog. */
  readonly holder: string
  readonly post: Post | null
}

/** A control of a card that is in front of a person. */
export interface Found extends Shown {
  readonly node: Node
}

/**
 * The button of this path in the card's JSON (`body[3].actions[1]`), id or visible label; ids before labels, and labels in any
 * case where none fits as it is written.
 */
export function findAction(card: Json, button: string): Node | undefined {
  const actions = nodes(card).filter(({ type, fallback }) => type.startsWith('Action.') && !fallback)
  return (
    actions.find(({ path }) => path === button) ??
    actions.find(({ json }) => json.id === button) ??
    actions.find(({ json }) => json.title === button) ??
    actions.find(({ json }) => typeof json.title === 'string' && json.title.toLowerCase() === button.toLowerCase())
  )
}

/** The input of this id or label. */
export function findInput(card: Json, name: string): Node | undefined {
  return nodes(card).find((node) => node.type.startsWith('Input.') && !node.fallback && named(node, name))
}

/**
 * Finds a control in a channel: in the post of this id, or in the latest post that has it.
 * @returns the words why it cannot be found where there is none
 */
export function findInPosts(
  service: Service,
  { person, channel }: Desk,
  postId: string | undefined,
  find: (card: Json) => Node | undefined,
): Found | string {
  const { world } = service.stage
  const posts = world
    .posts('teams', channel.id)
    .filter((post) => post.author.kind === 'bot' && maySee(world, person.key, post))
    .filter((post) => postId === undefined || post.id === postId)
  if (postId !== undefined && posts.length === 0)
    return `${person.name} sees no message ${postId} of the bot in ${channel.name}.`
  for (const post of posts.toReversed())
    for (const card of cardsOf(seenBy(person.key, post).body)) {
      const node = find(card)
      if (node) return { card, holder: post.id, post, node }
    }
  return `No card that ${person.name} sees in ${channel.name} has it.`
}

/** The top dialog, or the one of this id. */
export function findDialog(service: Service, person: string, ref: string): Dialog | undefined {
  const open = service.stage.world.dialogs('teams', person)
  return ref === 'top' ? open.at(-1) : open.find((dialog) => dialog.id === ref)
}

/** The Adaptive Cards of a message. */
export function cardsOf(body: Json): readonly Json[] {
  const attachments = Array.isArray(body.attachments) ? body.attachments.filter(isObject) : []
  return attachments.flatMap(({ contentType, content }) =>
    contentType === CARD_TYPE && isObject(content) ? [content] : [],
  )
}
