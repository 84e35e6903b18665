import { type ActResult, type FileAct, refused } from '../../acts.js'
import { keepFile, shareFile } from '../files.js'
import type { Slack } from '../slack.js'
import { locate } from './place.js'

/**
 * Puts a file into a `file_input` of an open form. It is uploaded at once, as the client does; the form holds it once it is
 * submitted with the file's id, which stands in the `options` of the result.
 */
export function putFile(slack: Slack, act: FileAct & { readonly field: string }): ActResult {
  const found = locate(slack, { ...act, dialog: act.dialog ?? 'top', home: false }, act.field)
  if ('status' in found) return found
  const { element } = found.control
  if (element.type !== 'file_input') return refused(`"${act.field}" is a ${element.type}: it takes no files.`)
  const allowed = Array.isArray(element.filetypes) ? element.filetypes.map(String) : []
  const extension = act.name.includes('.') ? (act.name.split('.').at(-1) ?? '').toLowerCase() : ''
  if (allowed.length > 0 && !allowed.includes(extension))
    return refused(`${act.name} cannot be added here: this field takes ${allowed.join(', ')}.`)
  const bytes = Buffer.from(act.bytes, 'base64')
  const file = keepFile(slack, { name: act.name, owner: found.person.key, bytes, length: bytes.length })
  // The app of the form may fetch the file though nobody shares it in a channel: it counts as told to the bot in private.
  const direct = slack.world.direct('slack', found.person.key)
  const { id, name } = direct ? shareFile(slack, file, direct.id) : file
  return { status: 'ok', options: [{ label: name, value: id }] }
}
