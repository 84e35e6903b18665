import type { Dialog } from '../model.js'
import { grantProblems } from './block-grants.js'
import { refusal, SlackError } from './errors.js'
import { stateValues } from './inputs.js'
import { type Json, records } from './json.js'
import { LIMITS } from './limits.js'
import { withBlockIds } from './messages.js'
import type { Slack } from './slack.js'
import type { StoredView } from './state.js'
import { timestamp } from './time.js'
import { type SentView, validateView } from './validate-view.js'

/** Modals and Home tabs: opened, pushed, updated, closed, and shown to the person as dialogs of the world. */

/**
 * Checks a view that the bot sent.
 * @throws SlackError `view_too_large`, or `invalid_arguments` with every problem
 */
export function checkedView(slack: Slack, given: unknown, type: SentView['type']): SentView {
  if (Buffer.byteLength(JSON.stringify(given) ?? '') > LIMITS.viewBytes) throw new SlackError('view_too_large')
  const { view, problems } = validateView(given, type)
  if (view === null) throw refusal('invalid_arguments', problems)
  const ungranted = grantProblems(slack, view.blocks, '/view/blocks')
  if (ungranted.length > 0) throw refusal('invalid_arguments', ungranted)
  return { ...view, blocks: [...withBlockIds(records(view.blocks))] }
}

function claimExternalId(slack: Slack, sent: SentView, own: string | null): void {
  if (sent.external_id === undefined) return
  const other = slack.state.viewByExternalId(sent.external_id)
  if (other && other.id !== own) throw new SlackError('duplicate_external_id')
}

function newId(slack: Slack): string {
  return `V0${String(slack.world.next()).padStart(8, '0')}`
}

/** Opens a modal: what stood open before is closed, as the client shows one stack at a time. */
export function openView(slack: Slack, person: string, sent: SentView): StoredView {
  claimExternalId(slack, sent, null)
  clearStack(slack, person)
  const id = newId(slack)
  const view = { id, person, sent, hash: timestamp(slack.world), root: id, previous: null }
  slack.state.push(view)
  showTop(slack, person)
  return view
}

/** @throws SlackError `push_limit_reached`, `not_found` where nothing is open */
export function pushView(slack: Slack, person: string, sent: SentView): StoredView {
  const stack = slack.state.stack(person)
  const top = stack.at(-1)
  if (!top) throw new SlackError('not_found')
  if (stack.length >= LIMITS.viewStack) throw new SlackError('push_limit_reached')
  claimExternalId(slack, sent, null)
  const view = { id: newId(slack), person, sent, hash: timestamp(slack.world), root: top.root, previous: top.id }
  slack.state.push(view)
  showTop(slack, person)
  return view
}

/** Puts new content in a view. What the person filled in stays where block and action ids are the same. */
export function updateView(slack: Slack, old: StoredView, sent: SentView): StoredView {
  claimExternalId(slack, sent, old.id)
  const view = { ...old, sent, hash: timestamp(slack.world) }
  slack.state.putView(view)
  if (sent.type === 'home') slack.world.setHome('slack', view.person, viewObject(slack, view))
  else showView(slack, view, {})
  return view
}

export function publishHome(slack: Slack, person: string, sent: SentView): StoredView {
  const old = slack.state.home(person)
  claimExternalId(slack, sent, old?.id ?? null)
  const id = old?.id ?? newId(slack)
  const view = { id, person, sent, hash: timestamp(slack.world), root: id, previous: null }
  slack.state.putHome(view)
  slack.world.setHome('slack', person, viewObject(slack, view))
  return view
}

/** Closes one view; the one below shows again. */
export function closeView(slack: Slack, view: StoredView): void {
  slack.state.dropView(view)
  slack.world.closeDialog('slack', view.person, view.id)
}

export function clearStack(slack: Slack, person: string): void {
  for (const view of [...slack.state.stack(person)].reverse()) closeView(slack, view)
}

/** Shows a view, with what the bot said against its fields. */
export function showView(slack: Slack, view: StoredView, errors: Readonly<Record<string, string>>): Dialog {
  const depth = slack.state.stack(view.person).findIndex((one) => one.id === view.id) + 1
  const title = view.sent.type === 'modal' ? view.sent.title.text : ''
  return slack.world.putDialog({
    platform: 'slack',
    person: view.person,
    id: view.id,
    title,
    body: viewObject(slack, view),
    errors,
    depth,
  })
}

function showTop(slack: Slack, person: string): void {
  const top = slack.state.stack(person).at(-1)
  if (top) showView(slack, top, {})
}

/** The view as answers and payloads show it. */
export function viewObject(slack: Slack, view: StoredView): Json {
  const { sent } = view
  const modal = sent.type === 'modal' ? sent : null
  return {
    id: view.id,
    team_id: slack.config.team,
    type: sent.type,
    blocks: sent.blocks,
    private_metadata: sent.private_metadata ?? '',
    callback_id: sent.callback_id ?? '',
    state: { values: stateValues(sent.blocks, slack.state.filled(view.id)) },
    hash: view.hash,
    title: modal?.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    close: modal?.close ?? null,
    submit: modal?.submit ?? null,
    previous_view_id: view.previous,
    root_view_id: view.root,
    app_id: slack.config.appId,
    external_id: sent.external_id ?? '',
    app_installed_team_id: slack.config.team,
    bot_id: slack.config.botId,
  }
}

/** Finds a view by id or external id, of any person. */
export function findView(slack: Slack, by: { view_id?: string | undefined; external_id?: string | undefined }) {
  if (by.view_id !== undefined) return slack.state.view(by.view_id)
  return by.external_id === undefined ? undefined : slack.state.viewByExternalId(by.external_id)
}
