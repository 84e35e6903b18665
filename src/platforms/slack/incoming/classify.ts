import { longestQuote } from '../../../chat/menu.js'
import type { Account } from '../../../chat/place.js'
import { clip } from '../../../chat/text.js'
import { callOfButton } from '../calls.js'
import { decodeMetadata, type Origin } from '../metadata.js'
import type { Around, Classified, Pressed, Spoken, Submitted } from './classified.js'
import { classifyEvent } from './events.js'
import {
  type BlockActionsPayload,
  blockActions,
  blockSuggestion,
  type CommandPayload,
  command,
  eventCallback,
  type MessageActionPayload,
  messageAction,
  type ViewSubmissionPayload,
  viewSubmission,
} from './payloads.js'
import { directPlace, placeOf } from './places.js'
import { valuesOf } from './values.js'
import { readable, wordsOfCommand } from './words.js'

/** Reads one payload of Slack (a request body, or the body of a Socket Mode envelope). Never throws. */
export function classify(body: Readonly<Record<string, unknown>>, around: Around): Classified {
  if (typeof body.command === 'string') return parsed(command.safeParse(body), (one) => classifyCommand(one, around))
  switch (body.type) {
    case 'event_callback':
      return parsed(eventCallback.safeParse(body), (one) => {
        const team = one.authorizations[0]?.team_id ?? one.team_id
        return classifyEvent(one.event, { team, key: `slack:${team}:${one.event_id}`, bot: around.bot })
      })
    case 'block_actions':
      return parsed(blockActions.safeParse(body), (one) => classifyPress(one, around))
    case 'message_action':
      return parsed(messageAction.safeParse(body), (one) => classifyMenu(one, around))
    case 'view_submission':
      return parsed(viewSubmission.safeParse(body), classifySubmission)
    case 'block_suggestion':
      return parsed(blockSuggestion.safeParse(body), (one) => {
        const metadata = decodeMetadata(one.view?.private_metadata ?? '')
        const team = teamOf(one)
        if (metadata === null || team === null) return { kind: 'unsupported', what: 'a search outside our dialogs' }
        const from = accountOf(one.user, team)
        const key = `slack:${team}:search:${one.view?.id ?? ''}:${one.block_id}:${one.value}`
        const at = metadata.from?.at ?? directPlace(team, one.user.id)
        const locale = metadata.from?.locale ?? null
        const incoming = {
          kind: 'search',
          key,
          from,
          at,
          locale,
          call: metadata.call,
          field: one.block_id,
          text: one.value,
        } as const
        return { kind: 'searched', incoming }
      })
    default:
      return { kind: 'unsupported', what: typeof body.type === 'string' ? body.type : 'a payload without a type' }
  }
}

type Parse<T> =
  | { readonly success: true; readonly data: T }
  | {
      readonly success: false
      readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }
    }

function parsed<T>(result: Parse<T>, then: (data: T) => Classified): Classified {
  if (result.success) return then(result.data)
  const paths = result.error.issues.map((issue) => issue.path.join('.')).join(', ')
  return { kind: 'unsupported', what: `a payload that lacks ${paths}` }
}

/** A response address is good for 30 minutes (docs.slack.dev, interactivity/handling-user-interaction). */
function urlOf(href: string | null, now: number): Origin['url'] {
  return href === null ? null : { href, until: now + 29 * 60_000 }
}

function classifyCommand(one: CommandPayload, { now }: Around): Classified {
  const at = placeOf(one.team_id, one.channel_id, one.user_id, null)
  const incoming: Spoken['incoming'] = {
    kind: 'words',
    key: `slack:${one.team_id}:${one.trigger_id}`,
    from: { platform: 'slack', workspace: one.team_id, user: one.user_id },
    at,
    locale: null,
    text: wordsOfCommand(one.command, one.text),
  }
  const from: Origin = {
    at,
    user: one.user_id,
    locale: null,
    url: urlOf(one.response_url, now),
    card: null,
    view: null,
    home: false,
  }
  return { kind: 'spoken', incoming, from, trigger: one.trigger_id }
}

interface Acted {
  readonly user: { readonly id: string; readonly team_id: string | null }
  readonly team: { readonly id: string } | null
  readonly view?: { readonly app_installed_team_id: string | null } | null
}

/** The workspace in which the bot is installed, which may differ from the person's own. */
function teamOf(one: Acted): string | null {
  return one.view?.app_installed_team_id ?? one.team?.id ?? one.user.team_id
}

/** On an Enterprise grid `user.team_id` is the organisation (`E…`), which is no workspace. */
function accountOf(user: Acted['user'], team: string): Account {
  const own = user.team_id?.startsWith('T') ? user.team_id : team
  return { platform: 'slack', workspace: own, user: user.id }
}

function classifyPress(one: BlockActionsPayload, { now }: Around): Classified {
  const [action] = one.actions
  const team = teamOf(one)
  if (action === undefined || team === null) return { kind: 'unsupported', what: 'a press without a workspace' }
  if (action.action_id.startsWith('link#')) return { kind: 'nothing', why: 'a link was followed' }
  const call = callOfButton(action.action_id, action.value)
  if (call === null) return { kind: 'unsupported', what: `a press on "${action.action_id}"` }
  const metadata = one.view?.type === 'modal' ? decodeMetadata(one.view.private_metadata) : null
  const from = metadata?.from ?? originOfPress(one, team, now)
  const incoming: Pressed['incoming'] = {
    kind: 'press',
    key: `slack:${team}:${one.trigger_id}`,
    from: accountOf(one.user, team),
    at: from.at,
    locale: from.locale,
    call,
    on: from.card,
  }
  const dialog = one.view?.type === 'modal' ? { view: one.view.id, draft: metadata?.draft ?? null } : null
  return { kind: 'pressed', incoming, from, trigger: one.trigger_id, dialog }
}

function originOfPress(one: BlockActionsPayload, team: string, now: number): Origin {
  const thread = one.container.thread_ts ?? one.message?.thread_ts ?? null
  const at = one.channel === null ? directPlace(team, one.user.id) : placeOf(team, one.channel.id, one.user.id, thread)
  const ts = one.container.message_ts
  return {
    at,
    user: one.user.id,
    locale: null,
    url: urlOf(one.response_url, now),
    card: ts === null || one.container.is_ephemeral ? null : { place: at, id: ts },
    view: null,
    home: one.view?.type === 'home',
  }
}

/** An entry of a message's menu is a press that opens a form, with what the message says. */
function classifyMenu(one: MessageActionPayload, { now }: Around): Classified {
  const team = teamOf(one)
  if (team === null) return { kind: 'unsupported', what: 'a menu without a workspace' }
  const at = placeOf(team, one.channel.id, one.user.id, one.message.thread_ts)
  const url = urlOf(one.response_url, now)
  const from: Origin = { at, user: one.user.id, locale: null, url, card: null, view: null, home: false }
  const args = { words: clip(readable(one.message.text ?? ''), longestQuote), link: linkTo(one) }
  const incoming: Pressed['incoming'] = {
    kind: 'press',
    key: `slack:${team}:${one.trigger_id}`,
    from: accountOf(one.user, team),
    at,
    locale: null,
    call: { action: one.callback_id, args, opens: 'form' },
    on: null,
  }
  return { kind: 'pressed', incoming, from, trigger: one.trigger_id, dialog: null }
}

/** Slack does not send the address of the message, but makes it so (docs.slack.dev, reference/methods/chat.getPermalink). */
function linkTo({ team, channel, message }: MessageActionPayload): string | null {
  const domain = team?.domain ?? ''
  if (!/^[a-z0-9-]+$/.test(domain)) return null
  const thread = message.thread_ts === null ? '' : `?thread_ts=${message.thread_ts}&cid=${channel.id}`
  return `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`
}

function classifySubmission(one: ViewSubmissionPayload): Classified {
  const metadata = decodeMetadata(one.view.private_metadata)
  const team = teamOf(one)
  if (metadata === null || team === null) return { kind: 'unsupported', what: 'a dialog that is not ours' }
  const from: Origin = metadata.from ?? {
    at: directPlace(team, one.user.id),
    user: one.user.id,
    locale: null,
    url: null,
    card: null,
    view: null,
    home: false,
  }
  const incoming: Submitted['incoming'] = {
    kind: 'submit',
    // The hash stays the same when a submission is sent back with errors, so it alone cannot tell two submissions apart.
    key: `slack:${team}:${one.trigger_id ?? `${one.view.id}:${one.view.hash}`}`,
    from: accountOf(one.user, team),
    at: from.at,
    locale: from.locale,
    call: metadata.call,
    values: valuesOf(one.view.state),
  }
  const inputs = Object.keys(one.view.state.values)
  return { kind: 'submitted', incoming, from, view: one.view.id, title: one.view.title.text, metadata, inputs }
}
