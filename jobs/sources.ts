import { checklistsDue } from '../src/checklists/morning.js'
import { feedbackDues } from '../src/feedback/queue-due.js'
import { handoffDues } from '../src/handoffs/due.js'
import type { DueSource } from '../src/mornings/due.js'
import { roundDues } from '../src/rounds/morning.js'
import type { RoundKind } from '../src/rounds/tend.js'
import { standupRounds } from '../src/standups/rounds.js'

/** Every capability that asks people in rounds. */
export const roundKinds: readonly RoundKind[] = [standupRounds]

/** Every capability that has something for people in the morning, in the order in which equally urgent things are named. */
export const dueSources: readonly DueSource[] = [checklistsDue, handoffDues, roundDues(roundKinds), feedbackDues]
