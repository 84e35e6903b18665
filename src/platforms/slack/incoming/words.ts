import { clean } from '../../../chat/text.js'

const BOT_COMMAND = 'drumbeat'

/** `/kpi win rate` is `kpi win rate`; `/drumbeat kpi win rate` too. */
export function wordsOfCommand(command: string, text: string): string {
  return bare(`${command} ${readable(text)}`)
}

/** What was said to the bot, without its own mention. */
export function wordsOfMention(text: string, bot: string | null): string {
  const own = bot === null ? text : text.replace(new RegExp(`<@${bot}(\\|[^<>]*)?>`, 'g'), ' ')
  return bare(readable(own))
}

/** Without the slash and without the bot's own command word, which only says whom one speaks to. */
function bare(text: string): string {
  const words = text.replace(/ {2,}/g, ' ').trim().replace(/^\/ */, '')
  const [first = ''] = words.split(/\s/, 1)
  return first.toLowerCase() === BOT_COMMAND ? words.slice(first.length).trim() : words
}

const markup = /<(?:@([UW][A-Z0-9]+)|#([CG][A-Z0-9]+)|!([^|<>]+)|((?:https?|mailto|tel):[^|<>]+))(?:\|([^<>]*))?>/g

/**
 * Slack's own markup in what a person typed (docs.slack.dev, messaging/formatting-message-text#retrieving-messages) turned
 * into words, and its three entities back into characters, once: `&amp;lt;` is the person's own `&lt;`.
 */
export function readable(text: string): string {
  const words = text.replace(markup, (...found: (string | undefined)[]) => {
    const [, user, channel, special, link, label] = found
    if (user !== undefined) return `@${label || user}`
    if (channel !== undefined) return `#${label || channel}`
    if (special !== undefined) return label || `@${special.split('^')[0] ?? special}`
    return label || (link ?? '')
  })
  return clean(words.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'))
}
