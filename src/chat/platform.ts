import type { Temporal } from 'temporal-polyfill'
import type { Fetched, SharedFile } from './file.js'
import type { Incoming, Reply } from './incoming.js'
import type { Message } from './message.js'
import type { Account, Place, PlatformName, PostRef } from './place.js'

/**
 * How the answer to an acknowledged `words` gets back to the person after the request has ended (Slack's `response_url`,
 * a Teams conversation reference): plain JSON that only its platform can read, kept in a row so that a restart can answer.
 */
export interface ReturnAddress {
  readonly platform: PlatformName
  readonly data: unknown
}

/**
 * What became of keeping an incoming. `seen`: this key was kept before, do nothing. `unkept`: there is no row and never will be, so
 * nobody but this process can answer.
 */
export type Keeping = 'kept' | 'seen' | 'unkept'

/** The bot, as a platform sees it. Handed over by the composition root. */
export interface Door {
  /** Answers one thing a person did. Never rejects for what the person did; rejects when the bot itself cannot work. */
  handle(incoming: Incoming): Promise<Reply>
  /** Writes down what has to be answered even if this process dies, unless that would tell who did what is done without a name. */
  keep(incoming: Incoming, back: ReturnAddress): Promise<Keeping>
  /** The kept incoming with this key has been answered. */
  settle(key: string): Promise<void>
  notice(notice: Notice): Promise<void>
}

/** What happened to the bot's standing on a platform, or to people there. */
export type Notice =
  | {
      readonly kind: 'installed'
      readonly platform: PlatformName
      readonly workspace: string
      readonly by: Account | null
    }
  | { readonly kind: 'uninstalled'; readonly platform: PlatformName; readonly workspace: string }
  /** Somebody's account changed: deactivated, let in again, another status. */
  | { readonly kind: 'person'; readonly profile: Profile }
  | {
      readonly kind: 'place'
      readonly place: Place
      readonly change:
        | 'bot added'
        | 'bot removed'
        | 'archived'
        | 'unarchived'
        | 'renamed'
        | 'person joined'
        | 'person left'
      readonly name: string | null
      readonly who: Account | null
    }

/** One message to post, or to put in the place of an earlier one (`edits`). `key` is unique for ever; it travels in the
 * message's metadata where the platform has such a thing. `attempt` is when the request was about to be made, for `find`. */
export interface Outgoing {
  readonly key: string
  readonly to: Place
  readonly message: Message
  readonly edits: PostRef | null
  readonly attempt: Temporal.Instant
}

/**
 * `refused` is for good (channel gone, bot removed, message invalid): `code` is one of the platform's own words, for the
 * log; `cause` is what the owner is told. `unknown`: the request may or may not have been carried out.
 */
export type Sent =
  | { readonly kind: 'sent'; readonly ref: PostRef }
  | { readonly kind: 'retry'; readonly at: Temporal.Instant; readonly code: string }
  | { readonly kind: 'refused'; readonly cause: RefusalCause; readonly code: string }
  | { readonly kind: 'unknown'; readonly code: string }

/** What looking for a message came to. */
export type Found = PostRef | 'absent' | 'cannot ask' | 'ask later'

export type RefusalCause =
  | 'place gone'
  /** The message that was to be edited or answered: its place is as it was. */
  | 'message gone'
  | 'not a member'
  | 'not installed'
  | 'not allowed'
  | 'person gone'
  | 'message invalid'
  | 'other'

/**
 * At most `max` requests per `per` milliseconds within the scope. All the windows of a place hold at once. `of`: only new posts,
 * or only edits, where the platform counts them apart; left out, both count together.
 */
export interface PaceWindow {
  readonly scope: 'place' | 'workspace'
  readonly of?: 'post' | 'edit'
  readonly max: number
  readonly per: number
}

export interface Profile {
  readonly account: Account
  readonly name: string
  readonly email: string | null
  readonly zone: string | null
  readonly locale: string | null
  readonly guest: boolean
  readonly active: boolean
  /** Until when their own status says that they are away: `open` where it does not say, null for who is not, or where none is told. */
  readonly awayUntil: Temporal.Instant | 'open' | null
}

/** People whom a platform keeps together: a user group of Slack, a team of Teams. Members are the `user` of their accounts. */
export interface Group {
  readonly id: string
  readonly name: string
  readonly members: readonly string[]
}

/** A chat product. Implementations know this room and nothing else of the bot. */
export interface Platform {
  readonly name: PlatformName
  start(door: Door): Promise<void>
  /** Takes no new requests, lets those under way end, then closes. */
  stop(): Promise<void>
  /** Makes one request, at most 10 s long, without hidden retries. Never rejects. */
  send(outgoing: Outgoing): Promise<Sent>
  /** Looks for a message that was perhaps sent, by its key. `ask later`: it could be asked, but not now. */
  find(outgoing: Outgoing): Promise<Found>
  /** Answers a kept incoming, in this process or after a restart. */
  answer(back: ReturnAddress, reply: Reply): Promise<Sent>
  people(workspace: string): AsyncIterable<Profile>
  /** The groups that the bot may know of. Rejects where they cannot be read. */
  groups(workspace: string): AsyncIterable<Group>
  /** The ids of the users who are in a channel; bots may be among them. Rejects where they cannot be read. */
  members(place: Place): AsyncIterable<string>
  /** The bytes of a file that somebody shared, at most `most` of them. Never rejects. */
  fetch(workspace: string, file: SharedFile, most: number): Promise<Fetched>
  /** The windows of every place of a workspace. */
  pace(): readonly PaceWindow[]
}

/** Where the bot is installed, and with which secrets; the implementation encrypts them at rest. */
export interface Installations {
  get(platform: PlatformName, workspace: string): Promise<Installation | null>
  put(platform: PlatformName, workspace: string, installation: Installation): Promise<void>
  remove(platform: PlatformName, workspace: string): Promise<void>
}

/** Opaque to everybody but its platform. */
export type Installation = Readonly<Record<string, string>>

/**
 * How a place is reached, where its id alone is not enough (Teams: service url, conversation reference). Refreshed from
 * every incoming activity, because a service url may change.
 */
export interface Addresses {
  get(platform: PlatformName, workspace: string, channel: string): Promise<unknown>
  put(platform: PlatformName, workspace: string, channel: string, address: unknown): Promise<void>
}
