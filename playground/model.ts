/**
 * The world that the playground simulates, as plain data: who is there, which channels exist on each platform, what stands
 * in them. The two platform servers (slack/, teams/) write it, the control API and the page read it. Nothing here knows the
 * bot: the bot is whoever holds the token.
 */

export type PlatformName = 'slack' | 'teams'

/** A person of the company; `key` is the short name that the control API and the page use (`nadia`). */
export interface Person {
  readonly key: string
  readonly name: string
  readonly email: string
  readonly zone: string
  readonly locale: string
  readonly title: string
  /** Slack user id (`U...`), or null where the person is not on Slack. */
  readonly slack: string | null
  /** Teams ids, or null where the person is not in Teams. */
  readonly teams: { readonly id: string; readonly aadObjectId: string } | null
  readonly guest: boolean
  /** Slack only: an administrator has deactivated the account. */
  readonly deactivated: boolean
  /** Slack only: the status that the person has set. `until` is an instant of the business clock, ISO 8601, or null for no end. */
  readonly status: { readonly emoji: string; readonly text: string; readonly until: string | null } | null
}

/** A channel, group conversation or direct conversation. Direct ones with the bot exist for every person from the start. */
export interface Channel {
  readonly platform: PlatformName
  readonly id: string
  readonly name: string
  readonly kind: 'channel' | 'group' | 'direct'
  readonly private: boolean
  /** Keys of the people in it. */
  readonly members: readonly string[]
  readonly hasBot: boolean
  readonly archived: boolean
  /** Teams only: the team that the channel belongs to. */
  readonly team: string | null
  /** Slack only: what stands at the channel's head, where somebody has set it. */
  readonly topic?: string
  readonly purpose?: string
}

export type Author = { readonly kind: 'person'; readonly key: string } | { readonly kind: 'bot' }

/**
 * One message. `id` is Slack's `ts` or Teams' activity id; `thread` the id of the thread's first message. `body` holds what
 * the platform stores, exactly as the bot sent it: Slack `{ text, blocks?, attachments?, metadata? }`, Teams the activity.
 * `onlyFor` is the key of the only person who sees it (Slack ephemeral, Teams targeted), gone after a reload of that person.
 */
export interface Post {
  readonly platform: PlatformName
  readonly channel: string
  readonly id: string
  readonly thread: string | null
  readonly author: Author
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
  readonly onlyFor: string | null
  readonly at: string
  readonly editedAt: string | null
  readonly files: readonly PostFile[]
  /** Emoji names with the keys of the people who set them; `bot` for the bot's own. */
  readonly reactions?: Readonly<Record<string, readonly string[]>>
  /** Slack only: when the bot pinned it to its channel, ISO 8601. */
  readonly pinnedAt?: string | null
  /**
   * Teams only: what single people see in the place of `text` and `body`, by their key. A card that answers a press changes for
   * the one who pressed; for the others the bot has to edit the message, which ends these views.
   */
  readonly views?: Readonly<Record<string, Pick<Post, 'text' | 'body'>>>
}

export interface PostFile {
  readonly id: string
  readonly name: string
  readonly size: number
}

/**
 * What stands open in front of one person: a Slack modal (`body` is the view) or a Teams dialog (`body` is the card).
 * `errors` are what the bot answered to the last submit, by block or input id. `depth` counts stacked Slack views from 1.
 */
export interface Dialog {
  readonly platform: PlatformName
  readonly person: string
  readonly id: string
  readonly title: string
  readonly body: Readonly<Record<string, unknown>>
  readonly errors: Readonly<Record<string, string>>
  readonly depth: number
}

/** One exchange between the playground and the bot, for the inspector: exact JSON both ways. */
export interface Exchange {
  readonly id: number
  readonly platform: PlatformName
  readonly direction: 'to bot' | 'from bot'
  readonly what: string
  readonly at: string
  readonly status: number
  readonly request: unknown
  readonly response: unknown
}

/** What the page and waiting tests are told, as it happens (server-sent events, one JSON object each). */
export type Happening =
  | { readonly kind: 'post'; readonly post: Post }
  | { readonly kind: 'edit'; readonly post: Post }
  | {
      readonly kind: 'delete'
      readonly platform: PlatformName
      readonly channel: string
      readonly id: string
      readonly onlyFor: string | null
    }
  | { readonly kind: 'dialog'; readonly dialog: Dialog }
  | { readonly kind: 'dialog closed'; readonly platform: PlatformName; readonly person: string; readonly id: string }
  | {
      readonly kind: 'home'
      readonly platform: PlatformName
      readonly person: string
      readonly view: Readonly<Record<string, unknown>>
    }
  | {
      readonly kind: 'toast'
      readonly platform: PlatformName
      readonly person: string
      readonly text: string
      readonly tone: 'info' | 'error'
    }
  | { readonly kind: 'channel'; readonly channel: Channel }
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  | { readonly kind: 'clock'; readonly now: string }
  | { readonly kind: 'bot'; readonly there: boolean }

/** A slash command, or a Teams command of the bot's command list, for the menus of the page. */
export interface CommandHint {
  readonly platform: PlatformName
  readonly command: string
  readonly usage: string
  readonly description: string
  /** Teams only: the kinds of conversation where it can be typed with a slash, between the person and the bot alone. */
  readonly slash?: readonly Channel['kind'][]
}

/**
 * A command of the app's own menus, which are not typed: of the menu that stands everywhere, of each message, or of the compose box
 * of Teams.
 */
export interface ShortcutHint {
  readonly platform: PlatformName
  readonly id: string
  readonly name: string
  readonly description: string
  readonly on: 'everywhere' | 'message' | 'compose'
}

/** Teams only: a search of the app's message extension, for the compose box. */
export interface SearchHint {
  readonly id: string
  readonly name: string
  readonly description: string
  /** What stands in the empty search field. */
  readonly prompt: string
  /** Whether it shows results before anything is typed. */
  readonly atOnce: boolean
}

/** Everything that a page needs to draw itself for one person: `GET /page/state?person=KEY`. */
export interface PageState {
  readonly person: string
  readonly people: readonly Person[]
  readonly channels: readonly Channel[]
  readonly posts: readonly Post[]
  readonly dialogs: readonly Dialog[]
  readonly homes: Readonly<Partial<Record<PlatformName, Readonly<Record<string, unknown>>>>>
  readonly commands: readonly CommandHint[]
  readonly shortcuts: readonly ShortcutHint[]
  readonly searches: readonly SearchHint[]
  readonly company: string
  readonly botName: string
  /** The ids by which the platforms mention the bot. */
  readonly botIds: readonly string[]
  /** Whether somebody has said where the bot is: it may still be starting. */
  readonly botThere: boolean
  readonly now: string
}
