import type { MadeFile } from '../../../chat/file.js'
import { flatten } from '../../../chat/text.js'
import type { UploadInfo } from '../incoming/activity.js'
import { data } from './safe.js'

/** The two cards by which a bot gives a file in a personal chat (Microsoft, "Send and receive files"). Both are drawn by the client. */

/** Asks whether the file may be stored. It carries what makes the file, not the file. */
export function consentCard({ name, text, note, call }: MadeFile): object {
  const content = {
    description: data(flatten(note)),
    sizeInBytes: Buffer.byteLength(text),
    acceptContext: { drumbeat: call },
    declineContext: {},
  }
  return attached({ contentType: 'application/vnd.microsoft.teams.card.file.consent', name, content })
}

/** Shows the file where it was stored. */
export function fileCard({ name, contentUrl, uniqueId, fileType }: UploadInfo): object {
  const content = { uniqueId, fileType }
  return attached({ contentType: 'application/vnd.microsoft.teams.card.file.info', name, contentUrl, content })
}

function attached(card: object): object {
  return { type: 'message', attachments: [card] }
}
