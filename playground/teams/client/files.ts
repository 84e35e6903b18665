import { type ActResult, type FileAct, refused } from '../../acts.js'
import type { Client } from './client.js'
import { deliver, taken } from './deliver.js'
import { deskOf } from './desk.js'
import { addOwnPost, escapeHtml, messageActivity } from './words.js'

/**
 * Sends the bot a file. Only personal chats bring files to bots, and only where the manifest says `supportsFiles`; the bot gets
 * an address from which it can fetch the bytes without signing in.
 */
export async function sendFile(client: Client, act: FileAct): Promise<ActResult> {
  if (act.field !== undefined) return refused('Cards in Teams have no field for files.')
  const { service, membership } = client
  const { config } = service.stage
  const desk = deskOf(service, act.person, act.channel)
  if ('status' in desk) return desk
  if (desk.channel.kind !== 'direct') return refused('In Teams a bot gets files in its personal chat only.')
  if (!desk.channel.hasBot)
    return refused(`${desk.person.name} has removed ${config.botName}: the file cannot be sent.`)
  if (!config.teams.manifest.bots.some((one) => one.supportsFiles))
    return refused("The bot's manifest does not say supportsFiles: Teams does not let files be sent to it.")
  const file = service.files.keep(act.name, Buffer.from(act.bytes, 'base64'))
  const address = service.files.address(file)
  const id = service.nextId()
  const base = messageActivity(service, { ...desk, root: null }, id, act.text, false)
  const activity = {
    ...base,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        contentUrl: address,
        name: act.name,
        content: { downloadUrl: address, ...service.files.info(file) },
      },
      { contentType: 'text/html', content: `<p>${escapeHtml(act.text)}</p>` },
    ],
  }
  const files = [{ id: file.id, name: file.name, size: file.bytes.length }]
  addOwnPost(service, { ...desk, root: null }, { id, text: act.text, body: activity, files })
  await membership.ensure(desk.channel)
  return taken(await deliver(service, 'message with file', activity), 'message')
}
