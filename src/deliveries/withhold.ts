import type { Block, Message, Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'

type Permits = (message: Message, to: Place) => Promise<boolean>

/**
 * A message without the paragraphs that the readers of its place may not see any more: a digest of seven lines goes out with six.
 * @returns null if what would be left discloses nothing, or something that belongs to no paragraph and may not be seen
 */
export async function withheld(message: Message, to: Place, permits: Permits): Promise<Message | null> {
  const may = new Map<Subject, boolean>()
  for (const subject of message.discloses) may.set(subject, await permits({ blocks: [], discloses: [subject] }, to))
  const allowed = (block: Block): boolean => subjectsOf(block).every((subject) => may.get(subject) ?? false)
  const blocks = message.blocks.filter(allowed)
  const told = new Set(blocks.flatMap(subjectsOf))
  const lost = new Set(message.blocks.filter((block) => !allowed(block)).flatMap(subjectsOf))
  const discloses = message.discloses.filter((subject) => told.has(subject) || !lost.has(subject))
  return told.size > 0 && discloses.every((subject) => may.get(subject)) ? { blocks, discloses } : null
}

const subjectsOf = (block: Block): readonly Subject[] => (block.kind === 'text' ? (block.discloses ?? []) : [])
