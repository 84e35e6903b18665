import type { Block, Button } from '../chat/message.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import { personById } from '../company/store.js'
import { type Texts, textsFor } from '../locales/texts.js'
import type { Missed } from '../schedules/claim.js'
import type { Schedule } from '../schedules/store.js'
import { addDeliveries } from './add.js'

/** What a schedule is called, and what its owner can do about a missed time; null: nobody has a name for it. */
type Describe = (schedule: Schedule) => Promise<{
  readonly title: string
  readonly buttons: readonly Button[]
} | null>

/** As many are named in one note; the others are counted. */
const mostNamed = 10

/**
 * Tells each owner, in one direct message, what came due while the bot was away for longer than its catch-up window. Call it in
 * the transaction that records it: then it is said exactly as often as it is recorded, once.
 */
export async function tellMissed(context: Context, missed: readonly Missed[], describe: Describe): Promise<void> {
  const owners = new Map<number, Missed[]>()
  for (const one of missed) {
    const { owner } = one.schedule
    if (owner !== null) owners.set(owner, [...(owners.get(owner) ?? []), one])
  }
  for (const [owner, theirs] of owners) {
    const person = await personById(context.db, owner)
    const to = person && directPlace(person)
    if (!person || !to) continue
    const blocks = await blocksOf(theirs, describe, textsFor(person.locale, person.zone))
    const slot = Math.min(...theirs.map((one) => one.slot))
    const about = `slot:${slot}` as const
    const message = { blocks, discloses: [] }
    await addDeliveries(context, [
      { key: `missed:${slot}`, about, to, message, edits: null, slot: null, urgent: false },
    ])
  }
}

async function blocksOf(missed: readonly Missed[], describe: Describe, t: Texts): Promise<readonly Block[]> {
  const blocks: Block[] = [{ kind: 'text', text: t.text('deliveries.missed', { count: missed.length }) }]
  for (const { schedule, first, count } of missed.slice(0, mostNamed)) {
    const described = await describe(schedule)
    const title = described?.title ?? schedule.subject.replace(/^[a-z_]+:/, '')
    const minutes = Math.round(schedule.rule.catchUp / 60)
    const span = minutes % 60 === 0 ? { unit: 'h', span: minutes / 60 } : { unit: 'min', span: minutes }
    blocks.push({
      kind: 'text',
      text: t.text('deliveries.missed_one', { title, when: first, count, ...span }),
    })
    if (described && described.buttons.length > 0) blocks.push({ kind: 'actions', buttons: described.buttons })
  }
  const left = missed.length - mostNamed
  return left > 0 ? [...blocks, { kind: 'note', text: t.text('deliveries.missed_more', { count: left }) }] : blocks
}
