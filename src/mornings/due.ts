import type { Button, Subject } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import type { WorkCalendar } from '../time/workdays.js'

/** Somebody whose working day begins, with that day (`YYYY-MM-DD`, in their own zone). */
export interface Waking {
  readonly person: Person
  readonly day: string
  readonly calendar: WorkCalendar
  /** The note stands already and is drawn again: what it said must not vanish from it only because it was said. */
  readonly again: boolean
}

/** In this order they stand in the note: what is late first, what can wait last. */
export const urgencies = ['overdue', 'today', 'asked', 'soon'] as const
export type Urgency = (typeof urgencies)[number]

/** One thing that a person should do or know today: a line of their morning note, with its buttons. */
export interface Due {
  /** Whose it is. */
  readonly person: number
  /** What it is about (`item:42`): said once, and the note is redrawn when it changes. */
  readonly about: Subject
  readonly urgency: Urgency
  /** The numbers that stand in its words: they are left out where the person may not see them any more. */
  readonly discloses?: readonly Subject[]
  /** It comes with a note that is written for something else, and is no reason to write one. */
  readonly aside?: true
  /** One short line in the person's language, without a full stop. */
  line(t: Texts): Text
  /** What can be done about it at once; two at most. A press answers with a private word or a form, never by redrawing the note. */
  buttons(t: Texts): readonly Button[]
}

/**
 * What a capability has for people in the morning. It is asked once for everybody whose day begins at the same moment, and
 * reads with a fixed number of statements whatever their number. `due` is asked again whenever the note is redrawn, and
 * leaves out what is done by then.
 */
export interface DueSource {
  /** The room it comes from: for the record, and to keep the order of sources stable. */
  readonly name: string
  due(context: Context, people: readonly Waking[]): Promise<readonly Due[]>
  /** Hears which of its lines stand in notes that are being written, in their transaction: what was said there needs no saying alone. */
  noted?(context: Context, dues: readonly Due[]): Promise<void>
}
