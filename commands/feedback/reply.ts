import type { Reply } from '../../src/chat/incoming.js'
import * as actions from '../../src/feedback/item-actions.js'
import { mailCard } from '../../src/feedback/item-card.js'
import { answerBackForm, longestWords, typedIn } from '../../src/feedback/item-form.js'
import { viewsOf } from '../../src/feedback/item-view.js'
import { answerBack, mailOf, mineToAnswer } from '../../src/feedback/reply.js'
import type { Secrecy } from '../../src/feedback/secrecy.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'

/** `/feedback mail`: the answers to what somebody gave without their name, found by their own press and written down nowhere. */
export async function showMail(asking: Asking, secrecy: Secrecy): Promise<Reply> {
  const views = await viewsOf(asking, await mailOf(asking, secrecy))
  return { kind: 'tell', message: mailCard(views, asking.t) }
}

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
      if (words === '' || words.length > longestWords) {
        const { giver } = await mineToAnswer(asking, secrecy, id)
        const errors = { words: 'feedback_items.no_words' as const }
        return { kind: 'form', form: answerBackForm(id, giver === null, asking.t, values, errors) }
      }
      const { giver } = await answerBack(asking, secrecy, id, words)
      return tell(asking.t.text(giver === null ? 'feedback_items.sent_sealed' : 'feedback_items.sent_back'))
    },
  }),
]
