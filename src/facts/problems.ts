import type { Span } from '../chat/text.js'
import type { TextKey } from '../locales/areas.js'
import { type Args, type Texts, textsFor } from '../locales/texts.js'

/** One thing that is wrong with a mapping or a file. `at` is the path in the YAML (`columns.owner`) or the file's name. */
export interface Problem {
  readonly at: string
  readonly key: TextKey
  readonly args: Args
}

/** One line, as a reader of `t` reads it in a terminal: the place, the value, the cure. */
export function describeProblem(problem: Problem, t: Texts): string {
  const mark = (span: Span) => (span.kind === 'code' ? `\`${span.text}\`` : 'text' in span ? span.text : '')
  return t
    .text('facts.problem', { at: problem.at, what: t.text(problem.key, problem.args) })
    .map(mark)
    .join('')
}

/** An import that did not take place: nothing of it was kept. `problems` holds all that was found, not only the first. */
export class FactsError extends Error {
  override readonly name = 'FactsError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], cause?: unknown) {
    const english = textsFor('en', 'UTC')
    const message = problems.map((problem) => describeProblem(problem, english)).join('\n')
    super(message, cause === undefined ? undefined : { cause })
    this.problems = problems
  }
}
