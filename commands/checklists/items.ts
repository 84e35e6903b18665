import { dateField, searchField, textField, typedIn } from '../../src/chat/fields.js'
import type { Form, Option, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Text } from '../../src/chat/text.js'
import * as actions from '../../src/checklists/actions.js'
import { finishItem, undoItem } from '../../src/checklists/finish.js'
import { assignItem, commentOn, handBackItem, snoozeItem } from '../../src/checklists/hand.js'
import { wants } from '../../src/checklists/item.js'
import { itemById } from '../../src/checklists/store.js'
import type { Outcome } from '../../src/checklists/work.js'
import { peopleLike } from '../../src/company/options.js'
import { Refusal } from '../../src/locales/refusal.js'
import { isDay } from '../../src/time/zone.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { formOf, refused } from './forms.js'
import { personOf } from './people.js'
import { again, show } from './show.js'

/** Draws the card anew on which the button stood, with a line where something is to be said beside it. */
async function redrawn(
  outcome: Outcome,
  from: actions.From,
  done: Text,
  note: Text | null,
  asking: Asking,
): Promise<Reply> {
  const card = await again(from, outcome.item, asking)
  return card?.kind === 'tell' ? { kind: 'redraw', message: card.message, note } : tell(note ?? done)
}

export const doneText = ({ item, changed, who }: Outcome, { t }: Asking): Text =>
  changed
    ? t.text('checklists.done_now', { item: item.label })
    : t.text('checklists.done_already', { item: item.label, who })

export const undoneText = ({ item, changed }: Outcome, { t }: Asking): Text =>
  t.text(changed ? 'checklists.reopened' : 'checklists.reopened_already', { item: item.label })

async function pressDone(id: number, from: actions.From, asking: Asking): Promise<Reply> {
  const outcome = await finishItem(asking, id, null)
  const said = doneText(outcome, asking)
  return redrawn(outcome, from, said, outcome.changed ? null : said, asking)
}

async function pressUndo(id: number, from: actions.From, asking: Asking): Promise<Reply> {
  const outcome = await undoItem(asking, id)
  const said = undoneText(outcome, asking)
  return redrawn(outcome, from, said, outcome.changed ? null : said, asking)
}

/** @throws Refusal for an item that is not there */
async function labelled(id: number, asking: Asking) {
  const item = await itemById(asking.db, id)
  if (!item) throw new Refusal('checklists.no_item', { number: `#${id}` })
  return item
}

const info = (text: string) => ({ kind: 'info', text: [{ kind: 'strong', text }] }) as const

async function proveForm(id: number, draft: Values, asking: Asking): Promise<Form> {
  const { t } = asking
  const item = await labelled(id, asking)
  const kind = wants(item.evidence)
  const words = kind === 'text' || kind === 'none' || kind === 'metric'
  const label = words ? t.plain('checklists.field_evidence_text') : t.plain(`checklists.field_evidence_${kind}`)
  const hint = kind === 'file' ? t.plain('checklists.field_evidence_hint', { number: `#${id}` }) : null
  const field = textField('evidence', label, { multiline: words, max: 2_000, hint })
  return formOf(
    actions.prove,
    { item: id },
    'checklists.done',
    [info(item.label), field],
    { evidence: item.proof, ...draft },
    t,
  )
}

async function assignForm(id: number, draft: Values, asking: Asking): Promise<Form> {
  const { t } = asking
  const item = await labelled(id, asking)
  const field = searchField('person', t.plain('checklists.field_person'), await chosen(draft.person, asking))
  return formOf(actions.assign, { item: id }, 'checklists.assign_title', [info(item.label), field], draft, t)
}

const chosen = (value: Values[string] | undefined, asking: Asking): Promise<readonly Option[]> =>
  typeof value === 'string' ? peopleLike(value, asking) : Promise.resolve([])

async function reasonForm(id: number, draft: Values, asking: Asking): Promise<Form> {
  const { t } = asking
  const item = await labelled(id, asking)
  const field = textField('reason', t.plain('checklists.field_reason'), { multiline: true, max: 1_000 })
  return formOf(actions.handBack, { item: id }, 'checklists.hand_back_title', [info(item.label), field], draft, t)
}

async function snoozeForm(id: number, draft: Values, asking: Asking): Promise<Form> {
  const { t } = asking
  const item = await labelled(id, asking)
  const field = dateField('until', t.plain('checklists.field_until'))
  return formOf(actions.snooze, { item: id }, 'checklists.snooze_title', [info(item.label), field], draft, t)
}

async function commentForm(id: number, draft: Values, asking: Asking): Promise<Form> {
  const { t } = asking
  const item = await labelled(id, asking)
  const field = textField('comment', t.plain('checklists.field_comment'), {
    multiline: true,
    max: 2_000,
  })
  return formOf(actions.comment, { item: id }, 'checklists.comment_title', [info(item.label), field], draft, t)
}

type Draw = (id: number, draft: Values, asking: Asking) => Promise<Form>

/** What a submitted form did, in words; what was wrong brings it back as it was filled in. */
async function submitted(
  draw: Draw,
  field: string,
  id: number,
  values: Values,
  asking: Asking,
  work: () => Promise<Text>,
) {
  try {
    return tell(await work())
  } catch (error) {
    return refused(error, field, await draw(id, values, asking), asking.t)
  }
}

const opens =
  (draw: Draw) =>
  async ({ item }: { item: number }, asking: Asking): Promise<Reply> => ({
    kind: 'form',
    form: await draw(item, {}, asking),
  })

export const assignedText = ({ item, who }: Outcome, { t }: Asking): Text =>
  t.text('checklists.assigned', { item: item.label, who })
export const handedText = ({ item, who }: Outcome, { t }: Asking): Text =>
  t.text('checklists.handed_back_now', { item: item.label, who })
export const snoozedText = ({ item }: Outcome, { t }: Asking): Text =>
  t.text('checklists.snoozed', { item: item.label, day: item.snoozedUntil === null ? '' : t.day(item.snoozedUntil) })
export const commentedText = ({ item }: Outcome, { t }: Asking): Text =>
  t.text('checklists.commented', { item: item.label })

/** @throws Refusal for what is no day */
export function dayIn(typed: string): string {
  if (!isDay(typed)) throw new Refusal('checklists.typed_day', { typed })
  return typed
}

/** The buttons and forms of items. */
export const itemBindings: readonly Binding[] = [
  bind(actions.finish, { press: ({ item, from }, asking) => pressDone(item, from, asking) }),
  bind(actions.undo, { press: ({ item, from }, asking) => pressUndo(item, from, asking) }),
  bind(actions.show, { press: ({ item }, asking) => show(item, asking) }),
  bind(actions.prove, {
    press: opens(proveForm),
    submit: ({ item }, values, asking) =>
      submitted(proveForm, 'evidence', item, values, asking, async () =>
        doneText(await finishItem(asking, item, typedIn(values, 'evidence')), asking),
      ),
  }),
  bind(actions.assign, {
    press: opens(assignForm),
    submit: ({ item }, values, asking) =>
      submitted(assignForm, 'person', item, values, asking, async () =>
        assignedText(await assignItem(asking, item, (await personOf(typedIn(values, 'person'), asking)).id), asking),
      ),
    search: (_, __, text, asking) => peopleLike(text, asking),
  }),
  bind(actions.handBack, {
    press: opens(reasonForm),
    submit: ({ item }, values, asking) =>
      submitted(reasonForm, 'reason', item, values, asking, async () =>
        handedText(await handBackItem(asking, item, typedIn(values, 'reason')), asking),
      ),
  }),
  bind(actions.snooze, {
    press: opens(snoozeForm),
    submit: ({ item }, values, asking) =>
      submitted(snoozeForm, 'until', item, values, asking, async () =>
        snoozedText(await snoozeItem(asking, item, dayIn(typedIn(values, 'until'))), asking),
      ),
  }),
  bind(actions.comment, {
    press: opens(commentForm),
    submit: ({ item }, values, asking) =>
      submitted(commentForm, 'comment', item, values, asking, async () =>
        commentedText(await commentOn(asking, item, typedIn(values, 'comment')), asking),
      ),
  }),
]
