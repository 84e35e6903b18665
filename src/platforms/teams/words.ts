/**
 * The few words that Teams' side says by itself, in one language; everything else comes from the rooms above. The composition
 * root takes them from the texts.
 */
export interface TeamsWords {
  /** Words that take longer than the turn: the answer will follow. */
  readonly onIt: string
  /** A pressed button that takes longer than the turn: it goes on. */
  readonly working: string
  /** A submitted form that takes longer than the turn: what was typed is kept, the answer will follow. */
  readonly saved: string
  /** A form that could not be opened within the turn. */
  readonly tooSlow: string
  /** The bot itself cannot work at the moment. */
  readonly failed: string
  /** The answer to a press was too long for a line and was sent as a message. */
  readonly seeMessage: string
  /** A file was asked for: in the personal chat Teams asks whether the bot may store it. */
  readonly fileAsked: string
  /** What an input asks for: shown beside it when the client refuses what was typed. */
  wanted(what: Wanted): string
}

export type Wanted =
  | { readonly kind: 'anything' }
  | { readonly kind: 'length'; readonly min: number; readonly max: number }
  | { readonly kind: 'number'; readonly min: number | null; readonly max: number | null }
