import { assertNever } from '../../../chat/assert-never.js'
import type { Place } from '../../../chat/place.js'
import type { Notice } from '../../../chat/platform.js'
import type { Origin } from '../metadata.js'
import { isPerson, profileOf } from '../profile.js'
import type { Classified } from './classified.js'
import { type EventPayload, event } from './payloads.js'
import { directPlace, placeOf } from './places.js'
import { wordsOfMention } from './words.js'

interface Envelope {
  readonly team: string
  readonly key: string
  readonly bot: string | null
}

/** Reads one event of the Events API. */
export function classifyEvent(raw: unknown, envelope: Envelope): Classified {
  const parsed = event.safeParse(raw)
  if (!parsed.success) return { kind: 'unsupported', what: `the event ${nameOf(raw)}` }
  const one = parsed.data
  switch (one.type) {
    case 'app_mention':
      return spoken(one, one.user, envelope)
    case 'message':
      return classifyMessage(one, envelope)
    case 'app_home_opened':
      return one.tab === 'home' ? openedHome(one.user, envelope) : { kind: 'nothing', why: 'another tab was opened' }
    case 'app_uninstalled':
      return noticed({ kind: 'uninstalled', platform: 'slack', workspace: envelope.team })
    case 'tokens_revoked':
      // Tokens of people are revoked one by one; only the bot's own token ends the installation.
      if ((one.tokens.bot ?? []).length === 0) return { kind: 'nothing', why: "people's tokens were revoked" }
      return noticed({ kind: 'uninstalled', platform: 'slack', workspace: envelope.team })
    case 'member_joined_channel':
      return one.user === envelope.bot
        ? changed(one.channel, 'bot added', envelope)
        : changed(one.channel, 'person joined', envelope, { user: one.user, team: one.team })
    case 'member_left_channel':
      // Of itself the bot hears by an event of its own.
      return one.user === envelope.bot
        ? { kind: 'nothing', why: 'the bot left' }
        : changed(one.channel, 'person left', envelope, { user: one.user, team: one.team })
    case 'channel_left':
    case 'group_left':
      return changed(one.channel, 'bot removed', envelope)
    case 'channel_archive':
    case 'group_archive':
      return changed(one.channel, 'archived', envelope, { user: one.user, team: null })
    case 'channel_unarchive':
    case 'group_unarchive':
      return changed(one.channel, 'unarchived', envelope, { user: one.user, team: null })
    case 'channel_rename':
    case 'group_rename':
      return changed(one.channel.id, 'renamed', envelope, null, one.channel.name)
    case 'user_change':
      return isPerson(one.user)
        ? noticed({ kind: 'person', profile: profileOf(one.user, envelope.team) })
        : { kind: 'nothing', why: 'a bot changed' }
    default:
      return assertNever(one)
  }
}

function nameOf(raw: unknown): string {
  return typeof raw === 'object' && raw !== null && 'type' in raw ? String(raw.type) : 'without a type'
}

type Said = Extract<EventPayload, { type: 'app_mention' | 'message' }>

/** Only what a person writes to the bot alone; a file may come with words, every other subtype is about a message. */
function classifyMessage(one: Extract<EventPayload, { type: 'message' }>, envelope: Envelope): Classified {
  if (one.channel_type !== 'im') return { kind: 'nothing', why: 'a message that is not for the bot' }
  const told = one.subtype === null || one.subtype === 'file_share' || one.subtype === 'thread_broadcast'
  if (!told || one.user === null) return { kind: 'nothing', why: 'not a message of a person' }
  const classified = spoken(one, one.user, envelope)
  if (classified.kind !== 'spoken' || classified.incoming.kind !== 'words' || one.files.length === 0) return classified
  const files = one.files.map(({ id, name, size, permalink }) => ({
    name: name ?? id,
    size,
    ...(permalink !== undefined && { link: permalink }),
    ref: { id },
  }))
  return { ...classified, incoming: { ...classified.incoming, kind: 'files', files } }
}

function spoken(one: Said, user: string, envelope: Envelope): Classified {
  if (one.bot_id !== null || user === envelope.bot) return { kind: 'nothing', why: 'a bot speaks' }
  const at = placeOf(envelope.team, one.channel, user, one.thread_ts)
  const text = wordsOfMention(one.text, envelope.bot)
  const from = { platform: 'slack', workspace: one.user_team ?? envelope.team, user } as const
  const incoming = { kind: 'words', key: envelope.key, from, at, locale: null, text } as const
  return { kind: 'spoken', incoming, from: originAt(at, user, false), trigger: null }
}

function openedHome(user: string, envelope: Envelope): Classified {
  const at = directPlace(envelope.team, user)
  const from = { platform: 'slack', workspace: envelope.team, user } as const
  const incoming = { kind: 'home', key: envelope.key, from, at, locale: null } as const
  return { kind: 'spoken', incoming, from: originAt(at, user, true), trigger: null }
}

function originAt(at: Place, user: string, home: boolean): Origin {
  return { at, user, locale: null, url: null, card: null, view: null, home }
}

function noticed(notice: Notice): Classified {
  return { kind: 'noticed', notice }
}

type Change = Extract<Notice, { kind: 'place' }>['change']

function changed(
  channel: string,
  change: Change,
  envelope: Envelope,
  who: { readonly user: string | null; readonly team: string | null } | null = null,
  name: string | null = null,
): Classified {
  const workspace = envelope.team
  const place: Place = { platform: 'slack', workspace, kind: 'channel', channel, thread: null }
  const user = who?.user ?? null
  const account = user === null ? null : ({ platform: 'slack', workspace: who?.team ?? workspace, user } as const)
  return noticed({ kind: 'place', place, change, name, who: account })
}
