import type { Activity } from './activity.js'

/** A mention as Teams writes it into the text. Neither class may hold `<`, or hostile input takes quadratic time. */
const mention = /<at(?: [^<>]*)?>([^<]*)<\/at>/gi

/**
 * What a person said to the bot: its own mention taken off, other mentions reduced to names, a leading slash removed. Teams
 * delivers spaces around mentions as `&nbsp;`.
 */
export function wordsOf(activity: Activity): string {
  const mentions = new Map(
    (activity.entities ?? []).flatMap((one) => (one.type === 'mention' && one.text ? [[one.text, one.mentioned]] : [])),
  )
  // One pass over what stands in the text: replacing entity by entity would let names grow into each other.
  const text = (activity.text ?? '').replace(mention, (whole, inside: string) => {
    const mentioned = mentions.get(whole)
    if (mentioned?.id !== undefined && mentioned.id === activity.recipient.id) return ''
    return mentioned?.name ?? inside
  })
  return text.replaceAll('&nbsp;', ' ').replaceAll('\u00A0', ' ').trim().replace(/^\//, '').trim()
}

const entities: Readonly<Record<string, string>> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }

/**
 * The words of a message as an action in its menu brings it: HTML reduced to lines of plain text. Only its own tags go; what a person
 * typed is escaped in it, and comes back as typed, once.
 */
export function quotedWords(content: string, contentType: string): string {
  if (contentType !== 'html') return content.trim()
  return content
    .replace(/<br[^<>]*>|<\/(?:p|div|li|h[1-6]|tr)>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(nbsp|lt|gt|quot|#39|amp);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** In a channel or group the bot is only spoken to where it is mentioned, or where the message was addressed to it alone. */
export function isAddressed(activity: Activity): boolean {
  if (activity.recipient.isTargeted === true) return true
  return (activity.entities ?? []).some(
    (entity) => entity.type === 'mention' && entity.mentioned?.id === activity.recipient.id,
  )
}
