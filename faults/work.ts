import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { anyJob } from '../jobs/clock.js'
import type { Message } from '../src/chat/message.js'
import { place } from '../src/chat/place.js'
import { addDeliveries } from '../src/deliveries/add.js'
import type { Renderer } from '../src/deliveries/live.js'

const data = z.object({ name: z.string(), places: z.array(place), card: z.boolean() })

const words = (text: string): Message => ({
  blocks: [{ kind: 'text', text: [{ kind: 'plain', text }] }],
  discloses: [],
})

/** What a tally shows when nobody has pressed yet. */
const tally = (name: string, count: number): string => `tally ${name} shows ${count}.`

/** Posts the slot's name to every place, each once; the first of them also gets a card that counts. */
export const faultJob = anyJob({
  kind: 'faults',
  data,
  run: async (slot, context) => {
    const { name, places, card } = slot.data
    const common = { edits: null, slot: slot.id, urgent: false } as const
    const rows = places.map((to, index) => ({
      ...common,
      key: `${name}:${index}`,
      about: `faults:${name}` as const,
      to,
      message: words(`post ${name}:${index}.`),
    }))
    const [first] = places
    const cards =
      card && first
        ? [
            {
              ...common,
              key: `${name}:card`,
              about: `tally:${name}` as const,
              to: first,
              message: words(tally(name, 0)),
              view: 'count',
            },
          ]
        : []
    return { kind: 'composed', deliveries: await addDeliveries(context, [...rows, ...cards]) }
  },
})

/** The card shows how many presses there are. */
export const tallyRenderer: Renderer = {
  kind: 'tally',
  draw: async ({ db }, { id }) => {
    const [row] = await db.execute<{ count: number }>(
      sql`select count(*)::int as count from faults_presses where name = ${id}`,
    )
    return words(tally(id, row?.count ?? 0))
  },
}
