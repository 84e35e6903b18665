import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import { needed, type Standing } from './approval.js'
import { type Crew, departmentLabel, personName, present, signersOf } from './crew.js'
import { wants } from './item.js'
import type { Item, Stage } from './store.js'

/** Whose an item is, in words: `Sales, Maya Okafor`; somebody who left is said to have. */
export function holderWords(item: Item, crew: Crew, t: Texts): string {
  const { assignee } = item
  const name = personName(crew, assignee)
  const who = assignee !== null && !present(crew, assignee) ? t.plain('checklists.who_left', { name }) : name
  if (item.department === null) return who === '' ? t.plain('checklists.nobody') : who
  const department = departmentLabel(crew, item.department)
  return who === '' ? department : t.plain('checklists.holder', { department, name: who })
}

/** One item in one line: its number, what it is, whose, and when it is due or who did it. */
export function itemLine(item: Item, crew: Crew, t: Texts): Text {
  const said = { id: `#${item.id}`, label: item.label, who: holderWords(item, crew, t) }
  if (item.doneAt !== null) return t.text('checklists.line_done', { ...said, who: doneBy(item, crew, t) })
  const day = t.day(item.dueOn)
  if (item.dueOn < crew.today) return t.text('checklists.line_late', { ...said, day })
  return item.dueOn === crew.today
    ? t.text('checklists.line_today', said)
    : t.text('checklists.line_open', { ...said, day })
}

/** Who did an item; a metric that reached its value did it by itself. */
export const doneBy = (item: Item, crew: Crew, t: Texts): string =>
  item.doneBy === null ? t.plain('checklists.by_itself') : personName(crew, item.doneBy)

/** What an item wants as evidence, or null for none. */
export function evidenceWords(item: Item, t: Texts): string | null {
  const kind = wants(item.evidence)
  if (kind === 'none') return null
  if (typeof item.evidence === 'string') return t.plain('checklists.evidence', { kind })
  const { metric, fresh, at_least: least, at_most: most } = item.evidence
  return t.plain('checklists.evidence_metric', {
    metric,
    fresh: fresh ? 'yes' : 'no',
    least: least === undefined ? 'none' : t.number(least, 3),
    most: most === undefined ? 'none' : t.number(most, 3),
  })
}

/** Where one department stands: `Sales: signed by Maya Okafor`. */
export function standingText(one: Standing, crew: Crew, t: Texts): Text {
  const department = departmentLabel(crew, one.department)
  if (one.state === 'waiting') {
    const [who] = signersOf(crew, one.department)
    return t.text('checklists.waits_for', { department, who: who?.name ?? t.plain('checklists.nobody') })
  }
  const { last } = one
  const said = { department, who: personName(crew, last.person), reason: last.reason ?? '' }
  return t.text(`checklists.has_${one.state}`, said)
}

/** How many signatures are there and how many are needed: `1 of 3`. */
export function signedWords(stage: Stage, list: readonly Standing[], t: Texts): string {
  const signed = list.filter(({ state }) => state === 'signed').length
  return t.plain('checklists.signed', { signed, needed: stage.approval ? needed(stage.approval) : 0 })
}

/** Texts one below the other. */
export const lines = (list: readonly Text[]): Text =>
  list.flatMap((one, index) => (index === 0 ? one : textOf({ kind: 'break' }, one)))
