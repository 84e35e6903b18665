import type { Values } from '../../../chat/form.js'
import type { Incoming } from '../../../chat/incoming.js'
import type { Notice } from '../../../chat/platform.js'
import type { Metadata, Origin } from '../metadata.js'

type Of<K extends Incoming['kind']> = Extract<Incoming, { kind: K }>

/** Something a person did in words; `trigger` opens a dialog, if it was a slash command. */
export interface Spoken {
  readonly kind: 'spoken'
  readonly incoming: Of<'words'> | Of<'files'> | Of<'home'>
  readonly from: Origin
  readonly trigger: string | null
}

/** A pressed button. `dialog` is the open dialog in which it stands, with the draft that it keeps. */
export interface Pressed {
  readonly kind: 'pressed'
  readonly incoming: Of<'press'>
  readonly from: Origin
  readonly trigger: string
  readonly dialog: { readonly view: string; readonly draft: Values | null } | null
}

/** A submitted dialog. `inputs` are the names of the fields that it has, to which Slack can attach errors. */
export interface Submitted {
  readonly kind: 'submitted'
  readonly incoming: Of<'submit'>
  readonly from: Origin
  readonly view: string
  readonly title: string
  readonly metadata: Metadata
  readonly inputs: readonly string[]
}

/** What a payload turns out to be, before any logic sees it. */
export type Classified =
  | Spoken
  | Pressed
  | Submitted
  | { readonly kind: 'searched'; readonly incoming: Of<'search'> }
  | { readonly kind: 'noticed'; readonly notice: Notice }
  /** Known, and needs nothing but an acknowledgement: a pressed link, our own message. */
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'unsupported'; readonly what: string }

/** What classification needs to know besides the payload. */
export interface Around {
  /** The bot's own user in this workspace, whose mention is taken off. */
  readonly bot: string | null
  /** Epoch milliseconds. */
  readonly now: number
}
