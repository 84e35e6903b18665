import type { Block, Message, Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'

type Permits = (message: Message, to: Place) => Promise<boolean>
/** A paragraph or a button, with what it discloses by itself. */
type Telling = { readonly discloses?: readonly Subject[] | undefined }

/**
 * A message without the paragraphs and buttons that the readers of its place may not see any more: a digest of seven lines goes out
 * with six, and nothing in it tells that there was a seventh.
 * @returns null if nothing would be left that is said, or something that belongs to no paragraph may not be seen
 */
export async function withheld(message: Message, to: Place, permits: Permits): Promise<Message | null> {
  const may = new Map<Subject, boolean>()
  for (const subject of message.discloses) may.set(subject, await permits({ blocks: [], discloses: [subject] }, to))
  const allowed = ({ discloses = [] }: Telling): boolean => discloses.every((subject) => may.get(subject) ?? false)
  const blocks = message.blocks.flatMap((block) => leftOf(block, allowed))
  // What a line, a table or a chart says can be left out with it; words about it and buttons to it follow, and make up for none.
  const [before, after] = [saidIn(message.blocks), saidIn(blocks)]
  const discloses = message.discloses.filter((subject) => after.has(subject) || !before.has(subject))
  return blocks.some(says) && discloses.every((subject) => may.get(subject)) ? { blocks, discloses } : null
}

const saidIn = (blocks: readonly Block[]): ReadonlySet<Subject> =>
  new Set(blocks.flatMap((block) => (says(block) && 'discloses' in block ? (block.discloses ?? []) : [])))

/** What of a block may be seen: all, nothing, or of a row of buttons some. */
function leftOf(block: Block, allowed: (one: Telling) => boolean): readonly Block[] {
  if (block.kind !== 'actions') return 'discloses' in block && !allowed(block) ? [] : [block]
  const buttons = block.buttons.filter(allowed)
  return buttons.length > 0 ? [{ ...block, buttons }] : []
}

/** A heading, small print and buttons are about something, and say nothing alone. */
function says({ kind }: Block): boolean {
  return kind !== 'heading' && kind !== 'note' && kind !== 'actions' && kind !== 'divider'
}
