import { clean, clip } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import { describeProblem } from './problems.js'
import type { Run, RunProblem } from './runs.js'

const longest = 300

/** A try in one line, as `drumbeat import --runs` prints it. */
export function runLine(run: Run, t: Texts): string {
  const { label, fact, via, startedAt, state } = run
  return t.plain('facts.run_line', { moment: startedAt, label, fact, via, what: whatOf(run, state, t) })
}

function whatOf({ counts, problems }: Run, state: Run['state'], t: Texts): string {
  if (state === 'failed') return t.plain('facts.run_failed', { said: saidOf(problems, t) })
  if (counts !== null) return t.plain('facts.report_rows', { ...counts })
  return t.plain(state === 'waiting' ? 'facts.run_waiting' : 'facts.run_running')
}

/** Why a try failed, in the words of the reader. */
export function saidOf(problems: readonly RunProblem[], t: Texts): string {
  return clip(clean(problems.map((problem) => describe(problem, t)).join(' ')), longest)
}

/** What an older version recorded may have words that are gone. */
function describe(problem: RunProblem, t: Texts): string {
  try {
    return describeProblem(problem, t)
  } catch {
    return t.plain('facts.run_broke')
  }
}
