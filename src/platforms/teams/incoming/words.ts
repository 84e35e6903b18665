import type { Activity } from './activity.js'

/**
 * What a person said to the bot: its own mention taken off, other mentions reduced to names, a leading slash removed. Teams
 * delivers spaces around mentions as `&nbsp;`.
 */
export function wordsOf(activity: Activity): string {
  let text = activity.text ?? ''
  for (const entity of activity.entities ?? []) {
    if (entity.type !== 'mention' || !entity.text) continue
    const isBot = entity.mentioned?.id === activity.recipient.id
    text = text.replaceAll(
      entity.text,
      isBot ? '' : (entity.mentioned?.name ?? entity.text.replace(/<\/?at[^>]*>/gi, '')),
    )
  }
  return text.replaceAll('&nbsp;', ' ').replaceAll('\u00A0', ' ').trim().replace(/^\//, '').trim()
}

/** In a channel or group the bot is only spoken to where it is mentioned, or where the message was addressed to it alone. */
export function isAddressed(activity: Activity): boolean {
  if (activity.recipient.isTargeted === true) return true
  return (activity.entities ?? []).some(
    (entity) => entity.type === 'mention' && entity.mentioned?.id === activity.recipient.id,
  )
}
