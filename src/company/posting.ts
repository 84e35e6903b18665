import type { Subject } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import type { Context } from './context.js'
import type { KnownPlace } from './model.js'

/** Something that posts to a place by itself: a digest, a number that is followed there, a playbook. */
export interface Posting {
  readonly about: Subject
  /** The e-mail of who has it posted, and hears when it cannot be. */
  readonly owner: string
  title(t: Texts): string
  /** What of it outsiders may not read. */
  closed(t: Texts): readonly string[]
}

/** What of one kind posts to a place. A capability that posts by itself declares its own. */
export type PostingsAt = (context: Context, place: KnownPlace) => Promise<readonly Posting[]>
