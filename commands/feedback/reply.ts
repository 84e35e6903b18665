import { typedIn } from '../../src/chat/fields.js'
import type { Reply } from '../../src/chat/incoming.js'
import * as actions from '../../src/feedback/item-actions.js'
import { answerBackForm, answerOwnerForm, longestWords, responseForm } from '../../src/feedback/item-form.js'
import { viewsOf } from '../../src/feedback/item-view.js'
import { answerBack, mailOf, mineToAnswer } from '../../src/feedback/reply.js'
import { mailCard } from '../../src/feedback/reply-card.js'
import {
  answerBackToOwner,
  replyToResponse,
  responseMail,
  responseOfMine,
  responseOfOwner,
} from '../../src/feedback/reply-response.js'
import type { Secrecy } from '../../src/feedback/secrecy.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'

/** `/feedback mail`: the answers to what somebody gave without their name, found by their own press and written down nowhere. */
export async function showMail(asking: Asking, secrecy: Secrecy): Promise<Reply> {
  const items = await viewsOf(asking, await mailOf(asking, secrecy))
  return { kind: 'tell', message: mailCard(items, await responseMail(asking, secrecy), asking.t) }
}

const fits = (words: string): boolean => words !== '' && words.length <= longestWords
const tooLong = { words: 'feedback_items.no_words' } as const

/** Looking into one's mail, and answering back. */
export const replyBindings = (secrecy: Secrecy): readonly Binding[] => [
  bind(actions.mail, { press: (_args, asking) => showMail(asking, secrecy) }),
  bind(actions.answerBack, {
    press: async ({ id }, asking) => {
      const { giver } = await mineToAnswer(asking, secrecy, id)
      return { kind: 'form', form: answerBackForm(id, giver === null, asking.t) }
    },
    submit: async ({ id }, values, asking) => {
      const words = typedIn(values, 'words')
      if (!fits(words)) {
        const { giver } = await mineToAnswer(asking, secrecy, id)
        return { kind: 'form', form: answerBackForm(id, giver === null, asking.t, values, tooLong) }
      }
      const { giver } = await answerBack(asking, secrecy, id, words)
      return tell(asking.t.text(giver === null ? 'feedback_items.sent_sealed' : 'feedback_items.sent_back'))
    },
  }),
  bind(actions.replyToResponse, {
    press: async ({ answer }, asking) => {
      await responseOfOwner(asking, answer)
      return { kind: 'form', form: responseForm(answer, asking.t) }
    },
    submit: async ({ answer }, values, asking) => {
      const words = typedIn(values, 'words')
      if (!fits(words)) return { kind: 'form', form: responseForm(answer, asking.t, values, tooLong) }
      const { person } = await replyToResponse(asking, answer, words)
      return tell(asking.t.text('feedback_items.replied', { named: person === null ? 'no' : 'yes' }))
    },
  }),
  bind(actions.answerOwner, {
    press: async ({ answer }, asking) => {
      const { person } = await responseOfMine(asking, secrecy, answer)
      return { kind: 'form', form: answerOwnerForm(answer, person === null, asking.t) }
    },
    submit: async ({ answer }, values, asking) => {
      const words = typedIn(values, 'words')
      if (!fits(words)) {
        const { person } = await responseOfMine(asking, secrecy, answer)
        return { kind: 'form', form: answerOwnerForm(answer, person === null, asking.t, values, tooLong) }
      }
      const { person } = await answerBackToOwner(asking, secrecy, answer, words)
      return tell(asking.t.text(person === null ? 'feedback_items.sent_sealed' : 'feedback_items.sent_back'))
    },
  }),
]
