import { type ActResult, type Fields, refused } from '../../acts.js'
import type { Channel, Person, Post } from '../../model.js'
import { findChannel } from '../../stage.js'
import { maySee } from '../../views.js'
import { type Control, controlsOf, fillControl, findControl, stateValues } from '../inputs.js'
import { isRecord, type Json, records } from '../json.js'
import { channelRef, messageObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import type { StoredView } from '../state.js'
import { viewObject } from '../views.js'

/** Where a person's controls stand: a message, an open view, or the Home tab. */
export type Place =
  | {
      readonly kind: 'message'
      readonly post: Post
      readonly channel: Channel
      readonly key: string
      readonly blocks: unknown
    }
  | { readonly kind: 'view'; readonly view: StoredView; readonly key: string; readonly blocks: unknown }

export interface Where {
  readonly person: string
  readonly channel: string
  readonly post?: string | undefined
  readonly dialog?: string | undefined
  readonly home: boolean
}

/** A control in front of a person. */
export interface Located {
  readonly person: Person
  readonly place: Place
  readonly control: Control
}

/** What a person means: the place, and in it the control with this name. */
export function locate(slack: Slack, act: Where, name: string): Located | ActResult {
  const person = slack.world.person(act.person)
  if (!person?.slack) return refused(`Nobody in Slack has the key "${act.person}".`)
  const places = candidates(slack, act, person)
  if (places.length === 0) return refused('There is nothing here with a button.')
  for (const place of places) {
    const control = findControl(controlsOf(place.blocks), name) ?? controlWithEntry(place, name)
    if (control) return { person, place, control }
  }
  const there = places.slice(0, 3).flatMap((place) => controlsOf(place.blocks).map((one) => one.actionId))
  return refused(`There is no "${name}" here. There are: ${there.join(', ') || 'none'}.`)
}

/** An overflow menu, or a pair of feedback buttons, is meant where one of its entries has the name. */
function controlWithEntry(place: Place, name: string): Control | undefined {
  return controlsOf(place.blocks).find((one) => entryOf(one, name) !== undefined)
}

/** What has this value or these words: an option of an overflow menu, or one of two feedback buttons. */
export function entryOf({ element }: Control, name: string): Json | undefined {
  const entries: Readonly<Record<string, unknown>> = {
    overflow: element.options,
    feedback_buttons: [element.positive_button, element.negative_button],
  }
  return records(entries[element.type]).find(
    (entry) => entry.value === name || (isRecord(entry.text) && entry.text.text === name),
  )
}

function candidates(slack: Slack, act: Where, person: Person): readonly Place[] {
  if (act.dialog !== undefined) {
    const view = findDialog(slack, person.key, act.dialog)
    return view ? [viewPlace(view)] : []
  }
  if (act.home) {
    const view = slack.state.home(person.key)
    return view ? [viewPlace(view)] : []
  }
  const channel = findChannel(slack.world, 'slack', person.key, act.channel)
  if (!channel) return []
  const posts = slack.world.posts('slack', channel.id).filter((post) => maySee(slack.world, person.key, post))
  const meant = act.post === undefined ? [...posts].reverse() : posts.filter((post) => post.id === act.post)
  return meant.map((post) => ({
    kind: 'message',
    post,
    channel,
    key: `${person.key}/${channel.id}/${post.id}`,
    blocks: blocksOf(post),
  }))
}

/** The blocks of a message, those in attachments included. */
function blocksOf(post: Post): readonly Json[] {
  return [...records(post.body.blocks), ...records(post.body.attachments).flatMap((one) => records(one.blocks))]
}

function viewPlace(view: StoredView): Place {
  return { kind: 'view', view, key: view.id, blocks: view.sent.blocks }
}

/** An open view by id, or the top one. */
export function findDialog(slack: Slack, person: string, ref: string): StoredView | undefined {
  const stack = slack.state.stack(person)
  return ref === 'top' ? stack.at(-1) : stack.find((view) => view.id === ref)
}

/**
 * Fills in values, by block id, action id or label, as the person types and chooses them.
 * Returns what the client says against them, by the names that were given; empty where all is well.
 */
export function fillAll(slack: Slack, place: Place, person: string, values: Fields): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {}
  const controls = controlsOf(place.blocks)
  for (const [name, value] of Object.entries(values)) {
    const control = findControl(controls, name)
    if (!control) {
      errors[name] =
        `There is no field "${name}". There are: ${controls.map((one) => one.label ?? one.actionId).join(', ')}.`
      continue
    }
    const filled = fillControl(slack, place.key, person, control, value)
    if ('error' in filled) errors[name] = filled.error
    else hold(slack, place.key, control, filled.value)
  }
  return errors
}

/** Keeps what stands in one control now. */
export function hold(slack: Slack, key: string, control: Control, value: Json): void {
  const before = slack.state.filled(key)
  slack.state.fill(key, { ...before, [control.blockId]: { ...before[control.blockId], [control.actionId]: value } })
}

/** What an interaction's payload says of where it happened. */
export function whereabouts(slack: Slack, place: Place): Json {
  if (place.kind === 'view') {
    const view = slack.state.view(place.view.id) ?? place.view
    return { container: { type: 'view', view_id: view.id }, view: viewObject(slack, view) }
  }
  const { post, channel } = place
  const ephemeral = post.onlyFor !== null
  return {
    container: {
      type: 'message',
      message_ts: post.id,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(post.thread !== null && { thread_ts: post.thread }),
    },
    channel: channelRef(channel),
    // Slack does not send the content of messages that it does not store.
    ...(!ephemeral && { message: messageObject(slack, post, { metadata: true }) }),
    state: { values: stateValues(place.blocks, slack.state.filled(place.key)) },
  }
}
