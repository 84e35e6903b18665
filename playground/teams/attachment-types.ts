/** The content types of attachments that Teams draws, beside pictures. */

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive'

/** A bot asks to store a file. */
export const CONSENT_TYPE = 'application/vnd.microsoft.teams.card.file.consent'

/** A file that the bot has stored. */
export const FILE_TYPE = 'application/vnd.microsoft.teams.card.file.info'
