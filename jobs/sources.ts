import { checklistsDue } from '../src/checklists/morning.js'
import { promptAsking } from '../src/feedback/prompt-rounds.js'
import { feedbackDues } from '../src/feedback/queue-due.js'
import { saidDues } from '../src/feedback/said.js'
import { handoffDues } from '../src/handoffs/due.js'
import type { DueSource } from '../src/mornings/due.js'
import { decisionDues } from '../src/reviews/due.js'
import { roundDues } from '../src/rounds/morning.js'
import type { AskingKind } from '../src/rounds/tend.js'
import { blockerDues } from '../src/standups/morning.js'
import { standupRounds } from '../src/standups/rounds.js'

/** Every capability that asks people in rounds. */
const askingKinds: readonly AskingKind[] = [standupRounds, promptAsking]

/** Every capability that has something for people in the morning, in the order in which equally urgent things are named. */
export const dueSources: readonly DueSource[] = [
  checklistsDue,
  handoffDues,
  blockerDues,
  decisionDues,
  roundDues(askingKinds),
  feedbackDues,
  saidDues,
]
