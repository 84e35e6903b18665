import { pressOf } from '../../src/chat/button.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Button } from '../../src/chat/message.js'
import { departmentOptions } from '../../src/company/options.js'
import { departmentsOf } from '../../src/company/store.js'
import { giveNamed, giveUnnamed, type Said } from '../../src/feedback/give.js'
import { itemKind } from '../../src/feedback/item.js'
import * as actions from '../../src/feedback/item-actions.js'
import { wordsOnly } from '../../src/feedback/item-card.js'
import { giveForm, longestWords, quotedDraft, readGiven, unnamedForm } from '../../src/feedback/item-form.js'
import { revopsOf } from '../../src/feedback/item-view.js'
import type { Secrecy } from '../../src/feedback/secrecy.js'
import { readDepartment } from '../../src/handoffs/words.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Texts } from '../../src/locales/texts.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'

const nothing: actions.Begun = { to: null, kind: 'general', topic: '', words: '' }

/** `/feedback to marketing about lead quality: the last list was stale`; without words, the buttons that open the forms. */
export async function giveByWords(text: string, asking: Asking): Promise<Reply> {
  const read = readDepartment(text, await departmentsOf(asking.db))
  if (!read) throw new Refusal('feedback_items.unknown_department', { typed: text.split(':')[0] ?? '' })
  const { topic, words } = topicOf(read.rest, asking)
  const department = read.department.key
  if (words === '') return giveButtons({ ...nothing, to: department, topic }, asking)
  return given({ department, kind: 'general', topic, words }, asking)
}

function topicOf(rest: string, { t }: Asking): { readonly topic: string; readonly words: string } {
  const found = /^(\S+)\s+([^:]{1,100}?)\s*(?::\s*([\s\S]*))?$/.exec(rest)
  if (found?.[1]?.toLocaleLowerCase('en') !== t.plain('feedback_items.typed_about')) return { topic: '', words: rest }
  return { topic: found[2] ?? '', words: found[3] ?? '' }
}

/** `/feedback defect data: success cannot see what was promised`: what stands in everybody's way, for RevOps. */
export async function giveDefect(text: string, asking: Asking): Promise<Reply> {
  const read = /^(priorities|data)\s*:?\s*([\s\S]+)$/i.exec(text)
  const kind = itemKind.safeParse(read?.[1]?.toLocaleLowerCase('en'))
  const department = (await revopsOf(asking))?.key ?? asking.by.department
  if (!read || !kind.success || department === null) throw new Refusal('feedback_items.unknown_defect')
  return given({ department, kind: kind.data, topic: '', words: (read[2] ?? '').trim() }, asking)
}

async function given(said: Said, asking: Asking): Promise<Reply> {
  if (said.words.length > longestWords) throw new Refusal('feedback_items.no_words')
  const item = await giveNamed(asking, said)
  if (!item) return tell(asking.t.text('feedback_items.given_before'))
  const to = await labelOf(item.department, asking)
  return tell(asking.t.text('feedback_items.given', { to, id: item.id }))
}

const labelOf = async (key: string, { db }: Asking): Promise<string> =>
  (await departmentsOf(db)).find((one) => one.key === key)?.label ?? key

/** Words cannot open a form on every platform: they answer with the buttons that do. */
export function giveButtons(known: actions.Begun | null, { t }: Asking): Reply {
  const begun = known ?? nothing
  const buttons = [
    pressOf(t.plain('feedback_items.form_button'), actions.give, begun, 'primary'),
    unnamedButton(begun.to, t),
  ]
  return { kind: 'tell', message: wordsOnly(t.text('feedback_items.how'), buttons) }
}

const unnamedButton = (to: string | null, t: Texts, style: 'normal' | 'primary' = 'normal'): Button =>
  pressOf(t.plain('feedback_items.form_unnamed_button'), actions.giveUnnamed, { to }, style)

/** `/feedback anonymously …`: what was typed is dropped, and the form is offered, because typed words carry a name. */
export function unnamedByWords(text: string, asking: Asking): Reply {
  const { t } = asking
  const says = text === '' ? t.text('feedback_items.how_unnamed') : t.text('feedback_items.not_unnamed_here')
  return { kind: 'tell', message: wordsOnly(says, [unnamedButton(null, t, 'primary')]) }
}

/** The forms of both ways to give feedback. */
export const giveBindings = (secrecy: Secrecy): readonly Binding[] => [
  bind(actions.give, {
    press: async (begun, asking) => {
      return { kind: 'form', form: giveForm(begun, await departmentOptions(asking), asking.t) }
    },
    submit: async (begun, values, asking) => {
      const departments = await departmentOptions(asking)
      const { filled, errors } = readGiven(values, departments)
      if (Object.keys(errors).length > 0)
        return { kind: 'form', form: giveForm(begun, departments, asking.t, values, errors) }
      return given(filled, asking)
    },
  }),
  bind(actions.giveFromMessage, {
    press: async (message, asking) => {
      const departments = await departmentOptions(asking)
      return { kind: 'form', form: giveForm(nothing, departments, asking.t, quotedDraft(message)) }
    },
  }),
  bind(actions.giveUnnamedFromMessage, {
    press: async (message, asking) => {
      const departments = await departmentOptions(asking)
      return { kind: 'form', form: unnamedForm(null, departments, asking.t, quotedDraft(message)) }
    },
  }),
  bind(actions.giveUnnamed, {
    press: async ({ to }, asking) => {
      return { kind: 'form', form: unnamedForm(to, await departmentOptions(asking), asking.t) }
    },
    submit: async ({ to }, values, asking) => {
      const departments = await departmentOptions(asking)
      const { filled, errors } = readGiven(values, departments)
      if (Object.keys(errors).length > 0)
        return { kind: 'form', form: unnamedForm(to, departments, asking.t, values, errors) }
      const directed = await giveUnnamed(asking, secrecy, filled)
      const says = asking.t.text('feedback_items.given_unnamed', { to: await labelOf(directed, asking) })
      return { kind: 'tell', message: wordsOnly(says, [mailButton(asking)]) }
    },
  }),
]

/** The button with which anybody looks whether an answer waits for them. */
const mailButton = ({ t }: Asking): Button => pressOf(t.plain('feedback_items.mail'), actions.mail, {})
