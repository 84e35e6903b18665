import { dateField, searchField, textField, typedIn } from '../../src/chat/fields.js'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Text } from '../../src/chat/text.js'
import * as actions from '../../src/checklists/actions.js'
import {
  type ApprovalRef,
  askOnceMore,
  declineStage,
  delegateTo,
  type Signed,
  signStage,
  withdrawSignature,
} from '../../src/checklists/sign.js'
import { peopleLike } from '../../src/company/options.js'
import type { Texts } from '../../src/locales/texts.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { formOf, refused } from './forms.js'
import { dayIn } from './items.js'
import { personOf } from './people.js'

export const signedText = ({ stage, departments, changed }: Signed, t: Texts): Text =>
  t.text(changed ? 'checklists.signed_now' : 'checklists.signed_already', {
    stage: stage.label,
    departments: t.list(departments),
  })

/** Signs, and says so to the person alone; the cards that ask for the signature are drawn anew wherever they stand, by the outbox. */
async function pressSign(of: { run: number; stage: number; round: number }, asking: Asking): Promise<Reply> {
  return tell(signedText(await signStage(asking, of), asking.t))
}

async function reasonForm(
  action: typeof actions.decline | typeof actions.withdraw,
  of: { run: number; stage: number; round: number },
  draft: Values,
  { t }: Asking,
): Promise<Form> {
  const title = action.id === actions.decline.id ? 'checklists.decline_title' : 'checklists.withdraw_title'
  const field = textField('reason', t.plain('checklists.field_reason'), { multiline: true, max: 1_000 })
  return formOf(action, of, title, [field], draft, t)
}

function reasoned(
  action: typeof actions.decline | typeof actions.withdraw,
  work: (asking: Asking, of: ApprovalRef, reason: string) => Promise<Text>,
): Binding {
  return bind(action, {
    press: async (of, asking) => ({ kind: 'form', form: await reasonForm(action, of, {}, asking) }),
    submit: async (of, values, asking) => {
      try {
        return tell(await work(asking, of, typedIn(values, 'reason')))
      } catch (error) {
        return refused(error, 'reason', await reasonForm(action, of, values, asking), asking.t)
      }
    },
  })
}

export const declinedText = ({ stage, departments }: Signed, t: Texts): Text =>
  t.text('checklists.declined', { stage: stage.label, departments: t.list(departments) })
export const withdrawnText = ({ stage, departments }: Signed, t: Texts): Text =>
  t.text('checklists.withdrawn', { stage: stage.label, departments: t.list(departments) })

async function delegateForm(of: { run: number; stage: number }, draft: Values, asking: Asking): Promise<Form> {
  const { t } = asking
  const chosen = typeof draft.person === 'string' ? await peopleLike(draft.person, asking) : []
  const fields = [
    searchField('person', t.plain('checklists.field_person'), chosen),
    dateField('until', t.plain('checklists.field_until')),
  ]
  return formOf(actions.delegate, of, 'checklists.delegate_title', fields, draft, t)
}

async function submitDelegate(of: { run: number; stage: number }, values: Values, asking: Asking): Promise<Reply> {
  try {
    const until = dayIn(typedIn(values, 'until'))
    const person = await personOf(typedIn(values, 'person'), asking)
    const who = await delegateTo(asking, { ...of, round: null }, person.id, until)
    return tell(asking.t.text('checklists.delegated', { who, day: asking.t.day(until) }))
  } catch (error) {
    return refused(error, 'until', await delegateForm(of, values, asking), asking.t)
  }
}

/** The buttons and forms of approvals. */
export const approvalBindings: readonly Binding[] = [
  bind(actions.sign, { press: pressSign }),
  reasoned(actions.decline, async (asking, of, reason) =>
    declinedText(await declineStage(asking, of, reason), asking.t),
  ),
  reasoned(actions.withdraw, async (asking, of, reason) =>
    withdrawnText(await withdrawSignature(asking, of, reason), asking.t),
  ),
  bind(actions.delegate, {
    press: async (of, asking) => ({ kind: 'form', form: await delegateForm(of, {}, asking) }),
    submit: submitDelegate,
    search: (_, __, text, asking) => peopleLike(text, asking),
  }),
  bind(actions.askAgain, {
    press: async (of, asking) => {
      const asked = await askOnceMore(asking, { ...of, round: null })
      return tell(asking.t.text('checklists.asked_again', { stage: asked.stage.label }))
    },
  }),
]
