import { z } from 'zod'
import { textOf } from '../chat/text.js'
import { directPlace } from '../company/direct.js'
import { personByEmail, placesOf } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import type { Doing, Preset } from '../presets/preset.js'

const args = z.strictObject({
  /** The name of a place, or somebody's e-mail. */
  to: z.string().max(200),
  text: z.string().min(1).max(1500),
})
type Args = z.infer<typeof args>

/** Tells a place or a person something, with the advice that was agreed on. Where outsiders read nothing of a record is posted. */
export const messagePreset: Preset<Args> = {
  name: 'message',
  label: 'playbooks.message_label',
  args,
  title: async ({ to, text }, { t }) => t.text('playbooks.message', { to, text }),
  problem: async ({ to }, context) => {
    const known = (await placesOf(context.db)).map(({ name }) => name)
    if (known.includes(to) || (await personByEmail(context.db, to))) return null
    return new Refusal('playbooks.message_to', { to, known: context.t.list(known) })
  },
  run: async ({ to, text }, context, { discloses, mayRead, words }) => {
    const place = await placeFor(to, context)
    // The sender would hold it back, and whoever pressed would have been told that it was said.
    if (!(await mayRead(place))) throw new Refusal('playbooks.message_readers', { to })
    const blocks = [text, words]
      .filter((one) => one !== '')
      .map((one) => ({ kind: 'text' as const, text: textOf(one), discloses }))
    const added = await addDeliveries(context, [
      {
        key: `${context.cause}:message`,
        about: 'playbooks:message',
        to: place,
        message: { blocks, discloses },
        edits: null,
        slot: null,
        urgent: true,
      },
    ])
    return added === 0 ? null : { about: null, said: (t) => t.text('playbooks.message_done', { to }) }
  },
}

async function placeFor(to: string, { db, t }: Doing) {
  const known = await placesOf(db)
  const place = known.find(({ name }) => name === to)
  if (place?.audience.outsiders) throw new Refusal('playbooks.message_outsiders', { to })
  const person = place ? null : await personByEmail(db, to)
  const found = place?.place ?? (person?.active ? directPlace(person) : null)
  if (!found) throw new Refusal('playbooks.message_to', { to, known: t.list(known.map(({ name }) => name)) })
  return found
}
