import { checklistsDue } from '../src/checklists/morning.js'
import { handoffDues } from '../src/handoffs/due.js'
import type { DueSource } from '../src/mornings/due.js'

/** Every capability that has something for people in the morning, in the order in which equally urgent things are named. */
export const dueSources: readonly DueSource[] = [checklistsDue, handoffDues]
