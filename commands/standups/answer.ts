import { pressOf } from '../../src/chat/button.js'
import { chosenIn, typedIn } from '../../src/chat/fields.js'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Button } from '../../src/chat/message.js'
import { departmentOptions } from '../../src/company/options.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Texts } from '../../src/locales/texts.js'
import * as actions from '../../src/standups/actions.js'
import { type Open, openFor, roundNumbered, saveAnswers, skipRound } from '../../src/standups/answer.js'
import { openBlockers } from '../../src/standups/blocker-store.js'
import { answerForm, draftOf, readAnswers, skipForm } from '../../src/standups/form.js'
import { mayRead, roundsToAnswer } from '../../src/standups/standing.js'
import * as store from '../../src/standups/store.js'
import { outcomeOf } from '../../src/standups/summary.js'
import { answersCard } from '../../src/standups/summary-card.js'
import { type Asking, bind } from '../command.js'
import { tell } from '../tell.js'

/** The buttons to the forms of the rounds that wait for the person: words cannot open a form on every platform. */
export async function openAnswer(asking: Asking): Promise<Reply> {
  const waiting = await roundsToAnswer(asking)
  if (waiting.length === 0) return tell(asking.t.text('standups.nothing_to_answer'))
  return {
    kind: 'tell',
    message: {
      blocks: waiting.flatMap(({ round, standup, answered }) => [
        {
          kind: 'text' as const,
          text: asking.t.text(answered ? 'standups.answered_already' : 'standups.to_answer', {
            title: standup.title,
            count: standup.questions.length,
            day: asking.t.day(round.day),
          }),
        },
        {
          kind: 'actions' as const,
          buttons: answerButtons(round.id, answered, asking.t),
        },
      ]),
      discloses: [],
    },
  }
}

/** Who has answered may change it; to leave the round out is too late then. */
function answerButtons(round: number, answered: boolean, t: Texts): readonly Button[] {
  const label = t.plain(answered ? 'standups.edit_answer' : 'standups.answer')
  const answer = pressOf(label, actions.answer, { round }, 'primary')
  return answered ? [answer] : [answer, pressOf(t.plain('standups.skip'), actions.skip, { round })]
}

async function formOf(
  open: Open,
  asking: Asking,
  values: Values | null,
  errors: Readonly<Record<string, string>> = {},
) {
  const departments = await departmentOptions(asking)
  const blockers = await openBlockers(asking.db, { people: [asking.by.id] })
  const earlier = blockers.filter((one) => one.standup === open.standup.name && one.round !== open.round.id)
  const draft = values ?? draftOf(await store.answerOf(asking.db, open.round.id, asking.by.id))
  return answerForm(open.round.id, open.standup, earlier, departments, asking.t, draft, errors)
}

export const answerBinding = bind(actions.answer, {
  press: async ({ round }, asking) => {
    return { kind: 'form', form: await formOf(await openFor(asking, round), asking, null) }
  },
  submit: async ({ round }, values, asking) => {
    const open = await openFor(asking, round)
    const { answers, errors } = readAnswers(open.standup, values, asking.t)
    if (Object.keys(errors).length > 0) return { kind: 'form', form: await formOf(open, asking, values, errors) }
    await saveAnswers(asking, open, answers, chosenIn(values, 'cleared').map(Number))
    return tell(asking.t.text('standups.thanks', { title: open.standup.title }))
  },
})

export const skipBinding = bind(actions.skip, {
  press: async ({ round }, asking) => {
    await openFor(asking, round)
    return { kind: 'form', form: skipForm(round, asking.t) }
  },
  submit: async ({ round }, values, asking) => {
    const open = await openFor(asking, round)
    const reason = typedIn(values, 'reason')
    if (reason === '') return { kind: 'form', form: skipForm(round, asking.t, values) }
    await skipRound(asking, open.round, reason)
    return tell(asking.t.text('standups.is_skipped', { title: open.standup.title }))
  },
})

export const readBinding = bind(actions.read, {
  press: async ({ round: id, from }, asking) => {
    const { round, stored } = await roundNumbered(asking, id)
    if (!(await mayRead(asking, stored, id))) throw new Refusal('standups.not_asked')
    const outcome = await outcomeOf(asking, round, stored.standup)
    return { kind: 'tell', message: answersCard(outcome, from, asking.t) }
  },
})
