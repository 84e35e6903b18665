import { extname } from 'node:path'
import type { Json } from './json.js'
import type { Slack } from './slack.js'
import type { StoredFile } from './state.js'
import { seconds } from './time.js'

const MIME: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
}

/** Slack's file object; only the id where the file is gone. */
export function fileObject(slack: Slack, id: string): Json {
  const file = slack.state.files.get(id)
  if (!file) return { id, mode: 'tombstone' }
  const type = extname(file.name).slice(1).toLowerCase()
  const address = `${slack.stage.url()}/slack/files/${file.id}/${encodeURIComponent(file.name)}`
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: MIME[type] ?? 'application/octet-stream',
    filetype: type,
    pretty_type: type.toUpperCase(),
    user: file.owner === null ? slack.config.botUser : slack.world.person(file.owner)?.slack,
    user_team: slack.config.team,
    size: file.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: file.channels.some((channel) => slack.world.channel('slack', channel)?.private === false),
    url_private: address,
    url_private_download: address,
    permalink: `${slack.stage.url()}/slack/files/${file.id}`,
    channels: file.channels,
    file_access: 'visible',
  }
}

/** Keeps a file. `bytes` are null until they have been uploaded. */
export function keepFile(
  slack: Slack,
  file: { name: string; title?: string; owner: string | null; bytes: Buffer | null; length: number },
): StoredFile {
  const kept: StoredFile = {
    id: `F0${String(slack.world.next()).padStart(8, '0')}`,
    title: file.title ?? file.name,
    created: seconds(slack.world),
    channels: [],
    ...file,
  }
  slack.state.files.set(kept.id, kept)
  return kept
}

/** Says that a file is now shared in a channel. */
export function shareFile(slack: Slack, file: StoredFile, channel: string): StoredFile {
  const shared = { ...file, channels: [...new Set([...file.channels, channel])] }
  slack.state.files.set(file.id, shared)
  return shared
}

/** The bot sees its own files and those shared where it is. */
export function mayRead(slack: Slack, id: string): boolean {
  const file = slack.state.files.get(id)
  if (!file?.bytes) return false
  return file.owner === null || file.channels.some((one) => slack.world.channel('slack', one)?.hasBot === true)
}
