import type { Message } from '../chat/message.js'
import { questionsOf } from '../facts/recognition/questions.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { card, paragraph } from './buttons.js'
import { draftCard, listCard, sheetCard, unsureCard } from './card.js'
import { surroundings } from './known.js'
import type { Drop } from './model.js'
import { answerableNow, numbersBlocks, withNumbers } from './numbers.js'
import { type DropContext, readingOf } from './read.js'
import { reportCard } from './report-card.js'
import * as store from './store.js'

/** A file as it stands: what is asked of it next, or what came of it. */
export async function dropCard(catalogue: Catalogue, context: DropContext, drop: Drop): Promise<Message> {
  const { t } = context
  const { draft, profile, sheets, sheet, report, state } = drop
  if (state === 'closed') return card(paragraph(t.text('drops.discarded', { file: drop.name })))
  if (sheets !== null && sheet === null) return sheetCard(drop, sheets, t)
  if (report !== null && draft !== null) {
    const answers = state === 'imported' ? await answerableNow(catalogue, context, draft.fact) : []
    const blocks = numbersBlocks(drop, answers, context)
    return withNumbers(reportCard(drop, report, blocks, t), answers)
  }
  if (profile === null) return card(paragraph(t.text('drops.forgotten', { file: drop.name })))
  if (state === 'list') return listCard(drop, profile, keyOf(drop), await joinsOf(context, drop), t)
  if (draft === null) {
    const reading = readingOf(drop)
    return unsureCard(drop, profile, reading?.kind === 'unsure' ? reading.candidates : [], t)
  }
  const open = questionsOf(draft, profile, await surroundings(context, draft.fact))
  return draftCard(drop, draft, profile, open.length, t)
}

function keyOf(drop: Drop): string {
  const reading = readingOf(drop)
  return reading?.kind === 'list' ? reading.key : (drop.profile?.columns[0]?.name ?? '')
}

/** Files that are imported already and do not use the list yet. */
async function joinsOf(context: DropContext, list: Drop): Promise<readonly { drop: number; label: string }[]> {
  const imported = await store.importedDrops(context.db, 3)
  return imported.flatMap(({ id, draft }) => {
    const uses = Object.values(draft?.lookups ?? {}).some((one) => one.file === list.name)
    return draft === null || uses ? [] : [{ drop: id, label: draft.label }]
  })
}
