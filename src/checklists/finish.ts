import type { Context } from '../company/context.js'
import { Refusal } from '../locales/refusal.js'
import { personName } from './crew.js'
import { type EvidenceFile, setFiles } from './file-store.js'
import { wants } from './item.js'
import { doneBy } from './lines.js'
import { advance, touched } from './progress.js'
import * as store from './store.js'
import { type Acting, type Held, type Outcome, onItem, recordItem, requireOpen } from './work.js'

/** What somebody gives as evidence: words or a link, files that they shared, or nothing. */
export type Proof = string | readonly EvidenceFile[] | null

/**
 * Marks an item as done, with the evidence it wants. Somebody who is second, or a second delivery of the same press, changes
 * nothing and hears who was first.
 * @param proof what was given as evidence
 * @throws Refusal for an item of a stage that is not open, evidence that is missing, or a metric that closes itself
 */
export async function finishItem(context: Acting, id: number, proof: Proof): Promise<Outcome> {
  return onItem(context, id, async (held) => {
    const { item, run, crew } = held
    if (item.doneAt !== null) return { run: run.id, item, changed: false, who: doneBy(item, crew, context.t) }
    requireOpen(held, context.t)
    const given = evidenceOf(held, proof)
    await store.updateItem(held.context.db, id, {
      doneAt: context.now,
      doneBy: context.by.id,
      proof: given,
      snoozedUntil: null,
    })
    await setFiles(held.context.db, id, typeof proof === 'object' ? (proof ?? []).map((file) => file.id) : [])
    await recordItem(held, 'finish', null, { label: item.label, proof: given })
    await advance(held.context, run.id, true)
    await touched(held.context, run.id, item.stage, id)
    return {
      run: run.id,
      item: { ...item, doneAt: context.now, doneBy: context.by.id, proof: given },
      changed: true,
      who: context.by.name,
    }
  })
}

/** @throws Refusal saying what has to be given */
function evidenceOf({ item }: Held, proof: Proof): string | null {
  const kind = wants(item.evidence)
  const files = typeof proof === 'object' ? (proof ?? []) : []
  if (files.length > 0 && (kind === 'file' || kind === 'none')) return files.map(({ name }) => name).join(', ')
  const said = (typeof proof === 'string' ? proof : (files[0]?.link ?? '')).trim()
  if (kind === 'metric') {
    const metric = typeof item.evidence === 'string' ? '' : item.evidence.metric
    throw new Refusal('checklists.closes_itself', { item: item.label, metric })
  }
  if (kind === 'none') return said === '' ? null : said
  if (said === '') throw new Refusal('checklists.needs_evidence', { item: item.label, kind, number: `#${item.id}` })
  if (kind !== 'text' && !isLink(said)) throw new Refusal('checklists.needs_link', { item: item.label, typed: said })
  return said
}

/** Whether something can be opened in a browser; other schemes could run a program of the reader's. */
function isLink(text: string): boolean {
  try {
    return ['https:', 'http:'].includes(new URL(text).protocol)
  } catch {
    return false
  }
}

/**
 * Opens an item again. Signatures that were asked for in the meantime end with it: they spoke of work that was done.
 * @throws Refusal for an item of a stage that is closed
 */
export async function undoItem(context: Acting, id: number): Promise<Outcome> {
  return onItem(context, id, async (held) => {
    const { item, run, crew } = held
    if (item.doneAt === null) return { run: run.id, item, changed: false, who: personName(crew, item.assignee) }
    requireOpen(held, context.t)
    await store.updateItem(held.context.db, id, { doneAt: null, doneBy: null })
    await recordItem(held, 'undo', { proof: item.proof }, { label: item.label })
    await advance(held.context, run.id, true)
    await touched(held.context, run.id, item.stage, id)
    return { run: run.id, item: { ...item, doneAt: null, doneBy: null }, changed: true, who: context.by.name }
  })
}

/** Closes an item whose metric has reached its value, in the clock's name. To be called under the run's lock. */
export async function finishByMetric(context: Context, item: store.Item, reached: string): Promise<void> {
  await store.updateItem(context.db, item.id, { doneAt: context.now, doneBy: null, proof: reached, snoozedUntil: null })
}
