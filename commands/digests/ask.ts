import { typedIn } from '../../src/chat/fields.js'
import * as actions from '../../src/digests/actions.js'
import { answering, askForm, askOwner } from '../../src/digests/ask-owner.js'
import { type Binding, bind } from '../command.js'
import { tell } from '../tell.js'

/** Fewer letters ask nothing. */
const shortest = 3

/** [Ask the owner]: a question about a posted digest, in its thread. */
export const asking: Binding = bind(actions.askOwner, {
  press: async (asked, context) => {
    const { owner } = await answering(context, asked.post)
    return { kind: 'form', form: askForm({ post: asked.post, under: context.on }, owner, context.t) }
  },
  submit: async (asked, values, context) => {
    const { owner } = await answering(context, asked.post)
    const question = typedIn(values, 'question')
    if (question.length < shortest) {
      const errors = { question: context.t.plain('digests.wrong_question') }
      return { kind: 'form', form: askForm(asked, owner, context.t, values, errors) }
    }
    const open = await askOwner(context, asked, question)
    return tell(context.t.text(open ? 'digests.asked_thread' : 'digests.asked_direct', { name: owner.name }))
  },
})
