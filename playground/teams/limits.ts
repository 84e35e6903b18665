/**
 * What the real Teams allows, by name. The numbers are the documented ones (Microsoft's pages on bot messages, rate limits,
 * Adaptive Cards and conversation context); where a number is not documented the line says so.
 */

/** A message with everything in it, counted as UTF-16; base64 images do not count. Over it: 413 `MessageSizeTooBig`. */
export const MESSAGE_BYTES_UTF16 = 100 * 1024

/** What a bot may put into the `version` of a card it sends. */
export const CARD_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5'] as const

/** `Action.Execute` exists since this version of the card's schema. */
export const EXECUTE_SINCE = '1.4'

/** Buttons that a set shows; more are refused, unless they are sent to the overflow menu with `mode: secondary`. */
export const PRIMARY_ACTIONS = 6

/** People named in a card's `refresh.userIds`. */
export const REFRESH_USERS = 60

/** Choices that a typeahead shows. */
export const SEARCH_RESULTS = 15

/** Cards or images in one message. */
export const ATTACHMENTS = 10

/** How long the bot may take for an activity before the service gives up. */
export const TURN_MS = 15_000

/** How long it may take for a message extension: the client gives up sooner there. */
export const EXTENSION_MS = 5_000

/** How often the client asks a message extension's action again that has not answered in time. */
export const EXTENSION_RETRIES = 2

/** Results of a message extension that the client asks for and shows. */
export const EXTENSION_RESULTS = 25

/** A picture that comes with a message: PNG, JPEG or GIF, at most so large in each direction. */
export const PICTURE = { bytes: 1024 * 1024, pixels: 1_024 } as const

/** A targeted message vanishes from clients after a day. */
export const TARGETED_MS = 24 * 60 * 60 * 1_000

/** A roster page; sizes outside are moved to the nearer end. The default without a size is not documented. */
export const ROSTER_PAGE = { min: 50, max: 500, default: 200 } as const

/** Lifetime of the tokens of both directions. */
export const TOKEN_SECONDS = 3_600

/** At most `max` requests in `perMs` milliseconds. */
export interface RateWindow {
  readonly max: number
  readonly perMs: number
}

/** Posts, edits and new conversations: per bot and thread. A thread is a personal chat, a group chat or a whole channel. */
export const SEND_WINDOWS: readonly RateWindow[] = [
  { max: 7, perMs: 1_000 },
  { max: 8, perMs: 2_000 },
  { max: 60, perMs: 30_000 },
  { max: 1_800, perMs: 3_600_000 },
]

/** Members and conversations: per bot and thread. */
export const READ_WINDOWS: readonly RateWindow[] = [
  { max: 14, perMs: 1_000 },
  { max: 16, perMs: 2_000 },
  { max: 120, perMs: 30_000 },
  { max: 3_600, perMs: 3_600_000 },
]

/** Everything that one app does in one tenant. */
export const APP_WINDOWS: readonly RateWindow[] = [{ max: 50, perMs: 1_000 }]

/** The unpaged roster (`/members`) is deprecated and slower than the paged one. */
export const UNPAGED_ROSTER_WINDOWS: readonly RateWindow[] = [{ max: 5, perMs: 60_000 }]

/** What Teams' schema of the app manifest (1.30) allows. */
export const MANIFEST_LIMITS = {
  shortName: 30,
  fullName: 100,
  shortDescription: 80,
  fullDescription: 4_000,
  developerName: 32,
  bots: 1,
  commandLists: 3,
  commands: 12,
  commandTitle: 128,
  commandDescription: 4_000,
  extensions: 1,
  extensionCommands: 10,
  extensionId: 64,
  extensionTitle: 32,
  extensionDescription: 128,
  parameters: 5,
  parameterName: 64,
  parameterTitle: 32,
  parameterDescription: 128,
  choices: 10,
  permissions: 16,
  validDomains: 100,
} as const
