import { assertNever } from '../chat/assert-never.js'
import type { Context } from '../company/context.js'
import { allPeople, departmentsOf } from '../company/store.js'
import { csvLine } from '../facts/cells.js'
import type { Texts } from '../locales/texts.js'
import type { Answers } from './model.js'
import type { AskedRound } from './prompt-store.js'
import type { Reader } from './results.js'
import * as store from './results-store.js'
import { shuffled } from './shuffle.js'

const columns = ['prompt', 'day', 'department', 'segment', 'person', 'question', 'answer', 'detail']

/** So many answers are read at a time. */
const atOnce = 5000

/**
 * The answers of a round as CSV (RFC 4180), a line for each answer to each question. Where no names may be read, the lines of one
 * question stand in an order of their own: what one person said to two questions cannot be put together again. What only a whole may
 * tell is told by `resultsOf`; call it first, and this only where it tells the whole.
 */
export async function answersCsv(
  context: Context,
  asked: AskedRound,
  {
    day,
    reader,
    departments,
  }: { readonly day: string; readonly reader: Reader; readonly departments: ReadonlySet<string | null> },
): Promise<string> {
  const { prompt } = asked
  const withNames = prompt.privacy === 'named' || (prompt.privacy === 'confidential' && reader === 'owner')
  const names = new Map(withNames ? (await allPeople(context.db)).map(({ id, name }) => [id, name]) : [])
  const labels = new Map((await departmentsOf(context.db)).map(({ key, label }) => [key, label]))
  const lines: string[][][] = prompt.questions.map(() => [])
  for await (const { person, department, segment, answers } of everyAnswer(context, asked.round)) {
    const told = withNames || departments.has(department) ? (labels.get(department ?? '') ?? department ?? '') : ''
    for (const [index, question] of prompt.questions.entries()) {
      const answer = answers[index]
      if (!answer) continue
      const who = [told, withNames ? (segment ?? '') : '', names.get(person ?? 0) ?? '']
      lines[index]?.push([prompt.title, day, ...who, question.label, ...cellsOf(answer, context.t)])
    }
  }
  return [columns, ...lines.flatMap((list) => (withNames ? list : shuffled(list)))].map(csvLine).join('')
}

async function* everyAnswer({ db }: Context, round: number): AsyncGenerator<store.Given> {
  for (let after: string | null = null; ; ) {
    const page: readonly store.Given[] = await store.answersAfter(db, round, after, atOnce)
    yield* page
    after = page.at(-1)?.id ?? null
    if (page.length < atOnce) return
  }
}

function cellsOf(answer: NonNullable<Answers[number]>, t: Texts): readonly [answer: string, detail: string] {
  switch (answer.kind) {
    case 'score':
      return [String(answer.value), '']
    case 'chosen':
      return [answer.options.join('; '), '']
    case 'words':
      return [answer.text, '']
    case 'account':
      return [answer.account, answer.segment ?? '']
    case 'lead':
      return [answer.account ?? answer.id, answer.id]
    case 'verdict':
      return [t.plain('feedback.verdict', { verdict: answer.verdict }), answer.reason ?? '']
    default:
      return assertNever(answer)
  }
}
