import { callOf } from '../chat/action.js'
import { pressOf } from '../chat/button.js'
import { choiceField, textField } from '../chat/fields.js'
import type { Form, Option, Values } from '../chat/form.js'
import type { Button, Message } from '../chat/message.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './item-actions.js'
import { wordsOnly } from './item-card.js'
import type { Said } from './said-store.js'

/** What came of a prompt, with who says so. */
export function saidCard(one: Said, author: string, t: Texts): Message {
  const card = wordsOnly(t.text('feedback_items.you_said', { title: one.title, said: one.said }))
  const did = { who: author, did: one.did, day: t.day(one.day) }
  return {
    ...card,
    blocks: [
      ...card.blocks,
      { kind: 'text', text: t.text('feedback_items.we_did', did) },
      ...(one.record === null
        ? []
        : [{ kind: 'note', text: t.text('feedback_items.came_to', { record: one.record }) } as const]),
    ],
  }
}

/** The button with which an owner says what came of a round. */
export const sayButton = (round: number, t: Texts): Button =>
  pressOf(t.plain('feedback_items.say_what_we_did'), actions.say, { round })

/** The button that shows the whole of it. */
export const readSaidButton = (id: number, t: Texts): Button =>
  pressOf(t.plain('feedback_items.read'), actions.readSaid, { id })

/** What fits into a morning note beside other lines, twice. */
const longest = 500

/** Asks an owner what was said, what was done, and what it came to. @param records what it may have come to, by name */
export function sayForm(
  round: number,
  records: readonly Option[],
  t: Texts,
  draft: Values = {},
  errors: Readonly<Record<string, TextKey>> = {},
): Form {
  return {
    call: callOf(actions.say, { round }),
    title: t.plain('feedback_items.say_what_we_did'),
    submit: t.plain('feedback_items.tell_all'),
    cancel: t.plain('common.cancel'),
    fields: [
      textField('said', t.plain('feedback_items.said_label'), { multiline: true, max: longest }),
      textField('did', t.plain('feedback_items.did_label'), { multiline: true, max: longest }),
      ...(records.length === 0
        ? []
        : [choiceField('record', t.plain('feedback_items.record_label'), records, { required: false })]),
    ],
    draft,
    errors: Object.fromEntries(Object.entries(errors).map(([name, key]) => [name, t.plain(key)])),
  }
}
