import type { Subject } from '../chat/message.js'

/** What the rounds of a prompt are times of. */
export const promptSubject = (name: string): Subject => `prompt:${name}`

/** The results of a round, as a live card. */
export const resultsSubject = (round: number): Subject => `prompt_round:${round}`
