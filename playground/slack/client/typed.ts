import type { Json } from '../json.js'
import type { Slack } from '../slack.js'
import { findUserGroup } from '../user-groups.js'

/** What the composer of the client makes of typed words: escapes, mentions and links as Slack sends them. */

/** `<`, `>` and `&` are escaped; `@key` and `#channel` become mentions where such a person, user group or channel is. */
export function encode(slack: Slack, words: string): string {
  const escaped = words.replace(/[&<>]/g, (one) => (one === '&' ? '&amp;' : one === '<' ? '&lt;' : '&gt;'))
  return escaped.replace(/(^|[\s(])([@#])([\w-]+)/g, (whole, before: string, sign: string, name: string) => {
    const mention = sign === '@' ? personMention(slack, name) : channelMention(slack, name)
    return mention === null ? whole : `${before}${mention}`
  })
}

function personMention(slack: Slack, name: string): string | null {
  if (name.toLowerCase() === slack.world.botName.toLowerCase()) return `<@${slack.config.botUser}>`
  const id = slack.world.person(name.toLowerCase())?.slack
  if (id) return `<@${id}>`
  const group = findUserGroup(slack, (one) => one.handle === name.toLowerCase() && !one.disabled)
  return group ? `<!subteam^${group.id}|@${group.handle}>` : null
}

function channelMention(slack: Slack, name: string): string | null {
  const channel = slack.world.channels('slack').find((one) => one.kind === 'channel' && one.name === name)
  return channel ? `<#${channel.id}|${channel.name}>` : null
}

/** The rich text block that comes with every message a person types. */
export function richText(encoded: string): Json {
  const parts = encoded.split(/(<@\w+>|<#\w+\|[^>]*>|<!subteam\^\w+\|[^>]*>)/).filter((part) => part !== '')
  const elements = parts.map((part) => {
    const [, user] = /^<@(\w+)>$/.exec(part) ?? []
    if (user) return { type: 'user', user_id: user }
    const [, channel] = /^<#(\w+)\|/.exec(part) ?? []
    if (channel) return { type: 'channel', channel_id: channel }
    const [, group] = /^<!subteam\^(\w+)\|/.exec(part) ?? []
    if (group) return { type: 'usergroup', usergroup_id: group }
    return { type: 'text', text: decode(part) }
  })
  return { type: 'rich_text', block_id: 'typed', elements: [{ type: 'rich_text_section', elements }] }
}

function decode(part: string): string {
  return part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
