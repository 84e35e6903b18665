import type { Reply } from '../../src/chat/incoming.js'
import { finishItem, undoItem } from '../../src/checklists/finish.js'
import { assignItem, commentOn, handBackItem, snoozeItem } from '../../src/checklists/hand.js'
import { declineStage, signStage, withdrawSignature } from '../../src/checklists/sign.js'
import * as store from '../../src/checklists/store.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Asking } from '../command.js'
import { tell } from '../tell.js'
import { declinedText, signedText, withdrawnText } from './approvals.js'
import { assignedText, commentedText, dayIn, doneText, handedText, snoozedText, undoneText } from './items.js'
import { personOf } from './people.js'
import * as show from './show.js'
import { startForm } from './start.js'
import { askUpgrade, writeForm } from './write.js'

type Verb = (text: string, asking: Asking) => Promise<Reply>

/** `#12 …` or `12 …`: an item and what is said of it. @throws Refusal without a number */
function itemIn(text: string, verb: string): { readonly id: number; readonly rest: string } {
  const found = /^#?(\d{1,9})\b[:,]?\s*(.*)$/s.exec(text.trim())
  if (!found) throw new Refusal('checklists.needs_item', { verb })
  return { id: Number(found[1]), rest: found[2] ?? '' }
}

/**
 * The run that is meant: by its name, its title or a part of it; the only one where nothing is said.
 * @throws Refusal with what there is
 */
async function runIn(text: string, asking: Asking, runs: readonly store.Run[]): Promise<store.Run> {
  const wanted = text.trim().toLowerCase()
  const running = runs.filter((run) => run.closedAt === null)
  const [only] = running.length > 0 ? running : runs
  if (wanted === '' && only && (running.length === 1 || runs.length === 1)) return only
  const known = asking.t.list(runs.map((run) => run.name))
  if (runs.length === 0) throw new Refusal('checklists.none')
  if (wanted === '') throw new Refusal('checklists.needs_run', { known })
  const exact = runs.find((run) => run.name === wanted || run.title.toLowerCase() === wanted)
  const close = runs.filter((run) => run.name.includes(wanted) || run.title.toLowerCase().includes(wanted))
  const found = exact ?? (close.length === 1 ? close[0] : undefined)
  if (!found) throw new Refusal('checklists.unknown_run', { typed: text, known })
  return found
}

/** The run and stage whose approval is meant: the only one that is being asked for, unless one is named. */
async function approvalIn(text: string, asking: Asking) {
  const runs = await store.openRuns(asking.db)
  const asked = runs.filter((run) => store.openStage(run)?.askedAt)
  const run = await runIn(text, asking, text.trim() === '' && asked.length > 0 ? asked : runs)
  const stage = store.openStage(run)
  return { run: run.id, stage: stage?.position ?? 0, round: null }
}

/** `NAME: because` or only the reason, where one approval alone is being asked for. */
async function reasonIn(text: string, asking: Asking) {
  const found = /^([a-z0-9-]+):\s+(.+)$/s.exec(text)
  const named = found?.[1] === undefined ? null : (await store.openRuns(asking.db)).find((run) => run.name === found[1])
  return { of: await approvalIn(named?.name ?? '', asking), reason: named ? (found?.[2] ?? '') : text }
}

const verbs: Readonly<Record<string, Verb>> = {
  status: async (text, asking) =>
    text === ''
      ? show.status(asking)
      : show.items((await runIn(text, asking, await store.openRuns(asking.db))).id, asking),
  templates: (_, asking) => show.templates(asking),
  mine: (_, asking) => show.mine(asking),
  start: async (text, asking) => ({ kind: 'form', form: await startForm(text === '' ? null : text, {}, asking) }),
  new: async (text, asking) => {
    const from = text.replace(/^(from|edit|copy)\s+/i, '')
    return { kind: 'form', form: await writeForm(from === '' ? null : from, null, asking) }
  },
  done: async (text, asking) => {
    const { id, rest } = itemIn(text, 'done')
    return tell(doneText(await finishItem(asking, id, rest === '' ? null : rest), asking))
  },
  undo: async (text, asking) => tell(undoneText(await undoItem(asking, itemIn(text, 'undo').id), asking)),
  show: async (text, asking) => show.show(itemIn(text, 'show').id, asking),
  assign: async (text, asking) => {
    const { id, rest } = itemIn(text, 'assign')
    const person = await personOf(rest.replace(/^to\s+/i, ''), asking)
    return tell(assignedText(await assignItem(asking, id, person.id), asking))
  },
  take: async (text, asking) =>
    tell(assignedText(await assignItem(asking, itemIn(text, 'take').id, asking.by.id), asking)),
  back: async (text, asking) => {
    const { id, rest } = itemIn(text, 'back')
    return tell(handedText(await handBackItem(asking, id, rest), asking))
  },
  snooze: async (text, asking) => {
    const { id, rest } = itemIn(text, 'snooze')
    return tell(snoozedText(await snoozeItem(asking, id, dayIn(rest.replace(/^(until|till|to)\s+/i, ''))), asking))
  },
  comment: async (text, asking) => {
    const { id, rest } = itemIn(text, 'comment')
    return tell(commentedText(await commentOn(asking, id, rest), asking))
  },
  sign: async (text, asking) => tell(signedText(await signStage(asking, await approvalIn(text, asking)), asking.t)),
  decline: async (text, asking) => {
    const { of, reason } = await reasonIn(text, asking)
    return tell(declinedText(await declineStage(asking, of, reason), asking.t))
  },
  withdraw: async (text, asking) => {
    const { of, reason } = await reasonIn(text, asking)
    return tell(withdrawnText(await withdrawSignature(asking, of, reason), asking.t))
  },
  export: async (text, asking) => {
    const of = /^templates?\b\s*(.*)$/i.exec(text)
    if (of) return show.exportedTemplates(of[1] || null, asking)
    return show.exported((await runIn(text, asking, await store.allRuns(asking.db))).id, asking)
  },
  history: async (text, asking) => show.history((await runIn(text, asking, await store.allRuns(asking.db))).id, asking),
  upgrade: async (text, asking) => askUpgrade(await runIn(text, asking, await store.openRuns(asking.db)), asking),
}

/** Words that mean the same. */
const also: Readonly<Record<string, string>> = {
  '': 'status',
  list: 'status',
  my: 'mine',
  finish: 'done',
  evidence: 'done',
  reopen: 'undo',
  reassign: 'assign',
  return: 'back',
  edit: 'new',
  copy: 'new',
  item: 'show',
}

/** Answers what is typed after `/checklist`. @throws Refusal with what can be typed */
export async function checklistWords(text: string, asking: Asking): Promise<Reply> {
  const said = text.trim().replace(/^hand\s+back\b/i, 'back')
  const [first = '', ...rest] = said.split(/\s+/)
  const word = first.toLowerCase()
  const name = also[word] ?? word
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (verb) return verb(said.slice(first.length).trim(), asking)
  // A number alone is an item; anything else may be a checklist.
  if (/^#?\d+$/.test(word) && rest.length === 0) return show.show(itemIn(said, 'show').id, asking)
  throw new Refusal('checklists.unknown_verb', { typed: first })
}
