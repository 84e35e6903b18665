import { pressOf } from '../chat/button.js'
import type { Message, Subject } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import type { Texts } from '../locales/texts.js'
import type { Round } from '../rounds/model.js'
import { type AskingKind, type Candidate, type Plan, type RoundKind, turnSubject } from '../rounds/tend.js'
import * as actions from './prompt-actions.js'

import * as store from './prompt-store.js'
import { closePrompt } from './results-post.js'
import type { Secrecy } from './secrecy.js'

/** How prompts ask and remind: in morning notes, one new prompt a day at most, and two reminders. */
export const promptAsking: AskingKind = {
  kind: 'feedback',
  patient: true,
  planOf: async (context, round) => {
    const asked = await store.roundById(context.db, round.id)
    return asked?.state === 'active' ? planOf(asked, round) : null
  },
  admit,
}

/** The same, and how they close. */
export const promptRounds = (secrecy: Secrecy): RoundKind => ({
  ...promptAsking,
  close: (context, round, slot) => closePrompt(context, secrecy, round, slot),
})

/** Whoever is asked first on a day has it; the older round goes first. */
async function admit(context: Context, turns: readonly Candidate[]): Promise<ReadonlySet<Subject>> {
  const days = await store.claimDays(
    context.db,
    turns.toSorted((a, b) => a.round - b.round),
  )
  return new Set(days.map(({ round, person }) => turnSubject(round, person)))
}

function planOf({ prompt }: store.AskedRound, round: Round): Plan {
  const buttons = (t: Texts) => [pressOf(t.plain('feedback.answer'), actions.answer, { round: round.id }, 'primary')]
  const card = (text: Text, t: Texts): Message => ({
    blocks: [
      { kind: 'text', text },
      { kind: 'actions', buttons: buttons(t) },
    ],
    discloses: [],
  })
  const said = { title: prompt.title, count: prompt.questions.length }
  const open = round.openedAt.until(round.closesAt).total('minutes')
  return {
    reminders: [],
    // After a third and two thirds of the time.
    inNotes: [Math.floor(open / 3), Math.floor((2 * open) / 3)],
    line: (t) => t.text('feedback.line', said),
    buttons,
    invitation: (t) => card(t.text('feedback.invitation', said), t),
    reminder: (t) => card(t.text('feedback.line', said), t),
  }
}
