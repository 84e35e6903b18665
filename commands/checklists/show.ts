import { assertNever } from '../../src/chat/assert-never.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { From } from '../../src/checklists/actions.js'
import { type Crew, crewOf } from '../../src/checklists/crew.js'
import { filesOf } from '../../src/checklists/file-store.js'
import { runFile, templatesFile } from '../../src/checklists/files.js'
import { historyCard } from '../../src/checklists/history.js'
import { type Around, itemCard, itemsCard, type Mine, mineCard } from '../../src/checklists/item-card.js'
import { statusCard, templatesCard } from '../../src/checklists/status-card.js'
import * as store from '../../src/checklists/store.js'
import { allTemplates } from '../../src/checklists/templates.js'
import { viewOf } from '../../src/checklists/view.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Asking } from '../command.js'

const told = (reply: Extract<Reply, { kind: 'tell' }>['message']): Reply => ({ kind: 'tell', message: reply })

/** Where every running checklist stands. */
export async function status(asking: Asking): Promise<Reply> {
  const runs = await store.openRuns(asking.db)
  const { today } = await crewOf(asking)
  return told(statusCard(runs, today, asking.t))
}

/** What can be started. */
export async function templates(asking: Asking): Promise<Reply> {
  return told(templatesCard(await allTemplates(asking.db), asking.t))
}

/** The items of a run's open stage. @throws Refusal for a run that is not there */
export async function items(run: number, asking: Asking): Promise<Reply> {
  const view = await viewOf(asking, run)
  if (!view) throw new Refusal('errors.old_button')
  return told(itemsCard(view, asking.by, asking.t))
}

/** What waits for the person in all checklists, the earliest due first. */
export async function mine(asking: Asking): Promise<Reply> {
  const crew = await crewOf(asking)
  return told(mineCard(await minesOf(asking), crew, asking.t))
}

/** The items that wait for the person in the stages that are open. */
export async function minesOf({ db, by }: Asking): Promise<readonly Mine[]> {
  const runs = await store.openRuns(db)
  return runs
    .flatMap((run): readonly Mine[] => {
      const stage = store.openStage(run)
      const open = (stage?.items ?? []).filter((item) => item.doneAt === null && item.assignee === by.id)
      return stage ? open.map((item) => ({ run, stage, item })) : []
    })
    .toSorted((a, b) => (a.item.dueOn < b.item.dueOn ? -1 : 1))
}

/** An item with everything about it. @throws Refusal for one that is not there */
export async function show(id: number, asking: Asking): Promise<Reply> {
  const { of, crew, around } = await itemOf(id, asking)
  return told(itemCard(of, around, crew, asking.by, asking.t))
}

async function itemOf(id: number, asking: Asking): Promise<{ of: Mine; crew: Crew; around: Around }> {
  const item = await store.itemById(asking.db, id)
  const run = item ? await store.runById(asking.db, item.run) : null
  const stage = run?.stages.find((one) => one.position === item?.stage)
  if (!item || !run || !stage) throw new Refusal('checklists.no_item', { number: `#${id}` })
  const [remarks, files, crew] = [
    await store.commentsOf(asking.db, [id]),
    await filesOf(asking.db, id),
    await crewOf(asking),
  ]
  return { of: { run, stage, item }, crew, around: { remarks: remarks.slice(-10), files } }
}

/** The card from which an item's button was pressed, as it stands now; null where a line is answer enough. */
export async function again(from: From, item: store.Item, asking: Asking): Promise<Reply | null> {
  switch (from) {
    case 'list':
      return items(item.run, asking)
    case 'mine':
      return mine(asking)
    case 'card':
      return show(item.id, asking)
    case 'note':
      return null
    default:
      return assertNever(from)
  }
}

/** Who did what when. */
export async function history(run: number, asking: Asking): Promise<Reply> {
  const card = await historyCard(asking, run, asking.t)
  if (!card) throw new Refusal('errors.old_button')
  return told(card)
}

/** A run as a CSV file. @throws Refusal for a run that is not there */
export async function exported(run: number, asking: Asking): Promise<Reply> {
  const found = await store.runById(asking.db, run)
  if (!found) throw new Refusal('errors.old_button')
  return { kind: 'file', file: await runFile(asking, found) }
}

/** `template NAME` or `templates`: what can be started, as a YAML file. */
export async function exportedTemplates(name: string | null, asking: Asking): Promise<Reply> {
  return { kind: 'file', file: await templatesFile(asking, name) }
}
