import { callOf } from '../../src/chat/action.js'
import { pressOf } from '../../src/chat/button.js'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Message } from '../../src/chat/message.js'
import { type OpenRound, openFor, saveAnonymous, saveNamed } from '../../src/feedback/answers.js'
import { answerForm, draftOf, type Lookup, leadValue, readAnswers } from '../../src/feedback/answers-form.js'
import * as store from '../../src/feedback/answers-store.js'
import type { Prompt } from '../../src/feedback/model.js'
import * as actions from '../../src/feedback/prompt-actions.js'
import { statementFor } from '../../src/feedback/prompt-statement.js'
import type { Secrecy } from '../../src/feedback/secrecy.js'
import { promptNamed, roundsToAnswer } from '../../src/feedback/standing.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'

export async function openAnswer(asking: Asking): Promise<Reply> {
  const message = await waitingMessage(asking)
  return message ? { kind: 'tell', message } : tell(asking.t.text('feedback.nothing_to_answer'))
}

/**
 * The buttons to the forms of the rounds that wait for the person, or null where none does: words cannot open a form on every platform.
 */
export async function waitingMessage(asking: Asking): Promise<Message | null> {
  const waiting = await roundsToAnswer(asking)
  const { t } = asking
  if (waiting.length === 0) return null
  const blocks = waiting.flatMap(({ round, asked: { prompt }, answered }) => [
    {
      kind: 'text' as const,
      text: t.text(answered ? 'feedback.answered_already' : 'feedback.invitation', {
        title: prompt.title,
        count: prompt.questions.length,
        day: t.day(round.day),
        when: round.closesAt,
      }),
    },
    {
      kind: 'actions' as const,
      buttons: [
        pressOf(
          t.plain(answered ? 'feedback.edit_answer' : 'feedback.answer'),
          actions.answer,
          { round: round.id },
          'primary',
        ),
      ],
    },
  ])
  return { blocks, discloses: [] }
}

const lookupOf = ({ db }: Asking): Lookup => ({
  account: (name) => store.accountOf(db, name),
  lead: (source, id) => store.leadOf(db, source, id),
})

async function formOf(
  { round, asked }: OpenRound,
  asking: Asking,
  values: Values | null,
  errors: Readonly<Record<string, string>> = {},
): Promise<Form> {
  // What somebody said without their name is not looked up again, not even for them.
  const known = asked.prompt.privacy === 'anonymous' ? null : await store.answerOf(asking.db, round.id, asking.by.id)
  const statement = await statementFor(asking, asked.prompt, asked.least)
  const call = callOf(actions.answer, { round: round.id })
  return answerForm(asked.prompt, call, statement, asking.t, values ?? draftOf(known), errors)
}

/** Takes the answers of one form: with a name, or with a ticket instead of the person. */
export function answerBinding(secrecy: Secrecy): Binding {
  return bind(actions.answer, {
    press: async ({ round }, asking) => ({
      kind: 'form',
      form: await formOf(await openFor(asking, round), asking, null),
    }),
    submit: async ({ round }, values, asking) => {
      const open = await openFor(asking, round)
      const { prompt } = open.asked
      const { answers, errors } = await readAnswers(prompt, values, lookupOf(asking), asking.t)
      if (Object.keys(errors).length > 0) return { kind: 'form', form: await formOf(open, asking, values, errors) }
      const said = { title: prompt.title, privacy: prompt.privacy }
      if (prompt.privacy !== 'anonymous') {
        await saveNamed(asking, open, answers)
      } else if ((await saveAnonymous(asking, secrecy, open, answers)) === 'counted') {
        return tell(asking.t.text('feedback.counted', said))
      }
      return tell(asking.t.text('feedback.thanks', said))
    },
    search: async ({ round }, field, text, asking) =>
      search((await openFor(asking, round)).asked.prompt, field, text, asking),
  })
}

async function search(prompt: Prompt, field: string, text: string, { db, t }: Asking) {
  const kind = prompt.questions[Number(field.slice(1))]?.kind
  const words = text.trim()
  if (kind === 'account') {
    return (await store.findAccounts(db, words)).map(({ account }) => ({ value: account, label: account }))
  }
  if (kind !== 'lead') return []
  return (await store.findLeads(db, words)).map((lead) => ({
    value: leadValue(lead),
    label: t.plain('feedback.lead', {
      account: lead.account ?? lead.id,
      id: lead.id,
      day: lead.mqlOn === null ? '' : t.day(lead.mqlOn, 'short'),
    }),
  }))
}

/** `/feedback preview NAME`: the button that opens it. */
export async function toPreview(name: string, asking: Asking): Promise<Reply> {
  const { prompt } = await promptNamed(name, asking)
  const button = pressOf(asking.t.plain('feedback.preview'), actions.preview, { prompt: prompt.name })
  return { kind: 'tell', message: { blocks: [{ kind: 'actions', buttons: [button] }], discloses: [] } }
}

/** Shows the form of a prompt as people get it; what is sent from it is kept nowhere. */
export const previewBinding = bind(actions.preview, {
  press: async ({ prompt: name }, asking) => {
    const { prompt } = await promptNamed(name, asking)
    const statement = await statementFor(asking, prompt, prompt.least)
    return {
      kind: 'form',
      form: answerForm(prompt, callOf(actions.preview, { prompt: name }), statement, asking.t, {}),
    }
  },
  submit: async ({ prompt: name }, _values, asking) => {
    const { prompt } = await promptNamed(name, asking)
    return tell(asking.t.text('feedback.previewed', { title: prompt.title }))
  },
  search: async ({ prompt: name }, field, text, asking) =>
    search((await promptNamed(name, asking)).prompt, field, text, asking),
})
