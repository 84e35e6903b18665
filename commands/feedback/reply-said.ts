import { typedIn } from '../../src/chat/fields.js'
import type { Option, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { departmentsFor } from '../../src/company/deciding.js'
import { personById } from '../../src/company/store.js'
import * as actions from '../../src/feedback/item-actions.js'
import { headingOf } from '../../src/feedback/item-card.js'
import * as items from '../../src/feedback/item-store.js'
import { roundToClose, saidOf, sayWhatWeDid } from '../../src/feedback/said.js'
import { saidCard, sayForm } from '../../src/feedback/said-card.js'
import * as handoffs from '../../src/handoffs/store.js'
import { openOf as openDecisions } from '../../src/reviews/decision-store.js'
import { decisionSubject } from '../../src/reviews/model.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'

const mostRecords = 40

/** What it may have come to: handoffs and feedback of the departments they act for that are open, what they handed over, and what they decided. */
async function recordsFor(asking: Asking): Promise<readonly Option[]> {
  const { db, by, t } = asking
  const departments = await departmentsFor(asking)
  const sent = await handoffs.openOf(db, { sender: by.id })
  const received = await handoffs.openOf(db, { to: departments })
  const given = await items.openOf(db, departments)
  const decided = await openDecisions(db, [by.id])
  const options = [
    ...[...sent, ...received].map(({ id, title }) => ({
      value: `handoff:${id}`,
      label: t.plain('feedback_items.record_handoff', { id, title }),
    })),
    ...decided.map(({ id, what }) => ({
      value: decisionSubject(id),
      label: t.plain('feedback_items.record_decision', { what }),
    })),
    ...given.map((one) => ({
      value: `feedback_item:${one.id}`,
      label: t.plain('feedback_items.record_item', { heading: headingOf(one, t) }),
    })),
  ]
  const first = new Map(options.map((one) => [one.value, { ...one, label: one.label.slice(0, 75) }]))
  return [...first.values()].slice(0, mostRecords)
}

async function submit(round: number, values: Values, asking: Asking): Promise<Reply> {
  await roundToClose(asking, round)
  const records = await recordsFor(asking)
  const [said, did] = [typedIn(values, 'said'), typedIn(values, 'did')]
  if (said === '' || did === '') {
    const errors = {
      ...(said === '' ? { said: 'feedback_items.no_words' as const } : {}),
      ...(did === '' ? { did: 'feedback_items.no_words' as const } : {}),
    }
    return { kind: 'form', form: sayForm(round, records, asking.t, values, errors) }
  }
  const record = records.find(({ value }) => value === typedIn(values, 'record'))?.label ?? null
  const told = await sayWhatWeDid(asking, round, { said, did, record })
  return tell(
    told === null
      ? asking.t.text('feedback_items.said_before')
      : asking.t.text('feedback_items.said_to', { count: told }),
  )
}

/** What owners say of what came of a prompt, and what those who were asked read. */
export const saidBindings: readonly Binding[] = [
  bind(actions.say, {
    press: async ({ round }, asking) => {
      await roundToClose(asking, round)
      return { kind: 'form', form: sayForm(round, await recordsFor(asking), asking.t) }
    },
    submit: ({ round }, values, asking) => submit(round, values, asking),
  }),
  bind(actions.readSaid, {
    press: async ({ id }, asking) => {
      const one = await saidOf(asking, id)
      const author = await personById(asking.db, one.author)
      return { kind: 'tell', message: saidCard(one, author?.name ?? '', asking.t) }
    },
  }),
]
