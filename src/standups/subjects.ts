import type { Subject } from '../chat/message.js'
import type { Round } from '../rounds/model.js'

/** What the rounds of a standup are times of. */
export const subjectOf = (name: string): Subject => `standup:${name}`

/** The standup's name in a round's subject. */
export const nameIn = ({ subject }: Pick<Round, 'subject'>): string => subject.slice(subject.indexOf(':') + 1)

/** The summary of a round, as a live card. */
export const summarySubject = (round: number): Subject => `standup_round:${round}`

export const blockerSubject = (id: number): Subject => `blocker:${id}`
