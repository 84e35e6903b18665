import type { Author, Channel, Person, PlatformName } from '../../model.js'
import type { Data } from '../store/data.js'
import { words } from '../words.js'

/** What a channel is called for its reader: a direct conversation by who is at the other end. */
export function channelName(channel: Channel, data: Data): string {
  if (channel.kind === 'direct') return channel.hasBot ? data.botName.value : channel.name
  if (channel.platform === 'slack') return channel.kind === 'channel' ? `#${channel.name}` : channel.name
  return channel.name
}

/** With its team, where the channel has one: `Finance / General`. */
export function fullChannelName(channel: Channel, data: Data): string {
  const name = channelName(channel, data)
  return channel.team === null ? name : `${channel.team} / ${name}`
}

export function authorName(author: Author, data: Data): string {
  if (author.kind === 'bot') return data.botName.value
  return data.people.value.find((person) => person.key === author.key)?.name ?? author.key ?? words.person.unknown
}

export function isOn(person: Person, platform: PlatformName): boolean {
  return person[platform] !== null
}

const units = ['B', 'kB', 'MB', 'GB']

/** A file's size for reading: `12 kB`. */
export function sizeOf(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`
}
