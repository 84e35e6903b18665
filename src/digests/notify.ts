import type { Message, Subject } from '../chat/message.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { addDeliveries } from '../deliveries/add.js'
import { type Texts, textsFor } from '../locales/texts.js'

/**
 * Tells people something about a digest by direct message, each in their language, once for a key. Who is not on any platform
 * is left out.
 * @returns how many messages were new
 */
export async function notify(
  context: Context,
  people: readonly Person[],
  one: { readonly key: string; readonly about: Subject; readonly message: (t: Texts) => Message },
): Promise<number> {
  const rows = people.flatMap((person) => {
    const to = directPlace(person)
    if (!to) return []
    const message = one.message(textsFor(person.locale, person.zone))
    return [{ key: `${one.key}:${person.id}`, about: one.about, to, message, edits: null, slot: null, urgent: false }]
  })
  return addDeliveries(context, rows)
}
