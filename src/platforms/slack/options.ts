import type { Temporal } from 'temporal-polyfill'
import type { Installations } from '../../chat/platform.js'

/** The part of a pino logger that the adapter uses. Never given a token, a secret, or what a person wrote. */
export interface SlackLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** The few words that the adapter itself says, in the person's language. */
export interface SlackWords {
  /** Acknowledges a command whose answer follows. */
  readonly onIt: string
  /** A pressed button takes longer than the platform waits. */
  readonly slow: string
  /** A submitted dialog takes longer than the platform waits; what was typed is kept. */
  readonly slowForm: string
  /** The button that brings such a dialog back with what was typed. */
  readonly openAgain: string
  /** Nothing could be done, and nothing was lost but time. */
  readonly failed: string
  /** Title of the dialog that opens while its form is being prepared. At most 24 characters. */
  readonly loading: string
  /** Title of a dialog that shows a result. At most 24 characters. */
  readonly result: string
  /** What a dialog says when what was asked has been done. */
  readonly done: string
  /** Says to whoever asked elsewhere that the file is in the direct conversation. */
  readonly fileSent: string
  /** The button that opens a form where Slack lets nothing open by itself. */
  readonly open: string
  /** The button that closes a dialog. At most 24 characters. */
  readonly close: string
}

/** How long a person's act may take before something else happens, in milliseconds since it arrived. */
export interface Deadlines {
  /** An answer to words still travels in the acknowledgement. */
  readonly answer: number
  /** A dialog opens as loading if its form is not there yet: its trigger dies after 3 s. */
  readonly loading: number
  /** The acknowledgement goes out whatever the state: Slack gives up at 3 s. */
  readonly acknowledge: number
}

export const DEADLINES: Deadlines = { answer: 1_500, loading: 1_000, acknowledge: 2_500 }

export interface SlackOptions {
  /** From the app's settings, "Basic Information". Needed unless `appToken` is given. */
  readonly signingSecret: string | null
  /** `xapp-…` with `connections:write`: receive over Socket Mode instead of HTTP. */
  readonly appToken: string | null
  /** Another address of the Web API, for tests; null is Slack. */
  readonly slackApiUrl: string | null
  readonly installations: Installations
  /** The machine's clock: signatures, leases and response addresses live by it. */
  readonly now: () => Temporal.Instant
  readonly log: SlackLog
  /** The adapter's words for a BCP 47 locale, or for the company's language where Slack does not say. */
  readonly words: (locale: string | null) => SlackWords
  readonly deadlines?: Deadlines
}
