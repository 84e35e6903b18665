/**
 * What Teams shows and takes, by name. Where no number is documented, the line says so and the number is ours: what a
 * reader can take in, and what keeps a card well under the size that is refused.
 */

/**
 * A message with its cards, counted in UTF-16 units (two bytes each): Microsoft advises at most 80 KB and refuses about 100 KB
 * with 413 `MessageSizeTooBig`. A part is kept back for the envelope: sender, recipient and conversation.
 */
export const MESSAGE_UNITS = (80 * 1024) / 2 - 1_500

/** The line in the notification and in the list of chats. Not documented; clients cut at about one line. */
export const SUMMARY = 300

/** Not documented: what a reader can take in. */
export const HEADING = 200
export const TEXT = 4_000
export const LINES = 60
export const FACT_LABEL = 120
export const CELL = 500

/** Buttons that a set shows before Teams refuses the card; further ones stand in its overflow menu (`mode: secondary`). */
export const BUTTONS_SHOWN = 6
/** Not documented: shown and overflowing buttons together. */
export const BUTTONS = 20
export const BUTTON_TITLE = 60

/** Not documented: further columns do not fit the width of a channel, further rows belong into an export. */
export const COLUMNS = 8
export const ROWS = 50
export const FACTS = 40

/** Not documented: further ones cannot be told apart by colour, or labelled on the axis. */
export const SERIES = 6
export const CATEGORIES = 36
export const LEGEND = 40

/** Not documented: people who are mentioned by one message; further ones are named. */
export const MENTIONS = 30
export const NAME = 80

/** A dialog's title is one line. Not documented. */
export const DIALOG_TITLE = 64
export const LABEL = 200
export const OPTIONS = 200
/** Choices that a typeahead shows. */
export const SEARCH_RESULTS = 15

/** A roster page: smaller requests become 50, larger ones 500. */
export const ROSTER_PAGE = 500

/** The bot's own body limit for one activity: a message of 100 KB as UTF-16 is at most 150 KB of UTF-8, and text is doubled in its HTML form. */
export const BODY_BYTES = 1024 * 1024

/** A line that the client shows for a moment. Not documented. */
export const TOAST = 200
