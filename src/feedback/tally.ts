import { z } from 'zod'
import { assertNever } from '../chat/assert-never.js'
import type { Answers } from './model.js'

/** What of an answer is counted: the values that it holds, none where a question was left out. */
const tally = z.array(z.array(z.string()).readonly()).readonly()
export type Tally = z.infer<typeof tally>

/** What of answers is counted, as it stands beside them. What somebody wrote counts as written, whatever it says. */
export const tallyOf = (answers: Answers): string => JSON.stringify(answers.map(valuesOf))

export const readTally = (text: string): Tally => tally.parse(JSON.parse(text))

function valuesOf(answer: Answers[number]): readonly string[] {
  if (answer === null) return []
  switch (answer.kind) {
    case 'score':
      return [String(answer.value)]
    case 'chosen':
      return answer.options
    case 'words':
      return ['']
    case 'account':
    case 'lead':
      return [answer.segment ?? '']
    case 'verdict':
      return [answer.verdict]
    default:
      return assertNever(answer)
  }
}
