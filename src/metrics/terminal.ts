import type { Block, Message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import type { Person } from '../company/model.js'
import { departmentsOf } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import type { Texts } from '../locales/texts.js'
import { endOfDay, isDay } from '../time/zone.js'
import { ask } from './ask.js'
import type { Asks } from './asks.js'
import { answerCard } from './card.js'
import type { Catalogue, Metric } from './catalogue.js'
import { answerJson } from './json.js'
import type { Question } from './question.js'
import { rowsFile } from './rows.js'
import { requireReader } from './sharing.js'
import { understand } from './understand.js'
import { unsureCard } from './unsure-card.js'

/** A question as it was typed in a terminal. */
export interface TerminalQuestion {
  readonly catalogue: Catalogue
  /** Whose rights hold; null for the operator, who has the database anyway. */
  readonly person: Person | null
  readonly words: string
  /** The day at whose end it is asked, `YYYY-MM-DD`, or null for now. */
  readonly asOf: string | null
  /** Whether the rows behind the number are wanted, as CSV, in its place. */
  readonly rows?: boolean
  readonly t: Texts
}

export interface TerminalAnswer {
  /** An answer as docs/answers.md describes it, or `{ error, unknown, suggestions }`. */
  readonly json: unknown
  readonly text: string
  /** 0: answered, if only with why there is no number. 1: not allowed, or a bad date. 2: not understood. */
  readonly exitCode: 0 | 1 | 2
}

/** Answers a question for a terminal, as JSON and as lines of text. */
export async function askInWords(question: TerminalQuestion, asks: Asks): Promise<TerminalAnswer> {
  const { asOf, t } = question
  if (asOf !== null && !isDay(asOf)) return failed(t.plain('answers.bad_day', { day: asOf }), 1)
  const at = asOf === null ? asks : { ...asks, now: endOfDay(asOf, asks.company.zone) }
  try {
    return await answered(question, at)
  } catch (error) {
    if (error instanceof Refusal) return failed(t.plain(error.key, error.args), 1)
    throw error
  }
}

function failed(error: string, exitCode: 1 | 2): TerminalAnswer {
  return { json: { error, suggestions: [] }, text: error, exitCode }
}

async function answered(question: TerminalQuestion, asks: Asks): Promise<TerminalAnswer> {
  const { catalogue, person, words, t } = question
  const reading = await understand(catalogue, words, asks, { person, locale: t.locale })
  const metric = reading.kind === 'question' ? catalogue.get(reading.question.metric) : reading.metric
  if (metric && person) await requireReader(metric, person, t, () => departmentsOf(asks.db))
  if (reading.kind === 'unsure') {
    const lines = plainLines(unsureCard(reading.why, reading.suggestions, t))
    const error = lines.join('\n')
    const suggestions = reading.suggestions.map((one) => `  ${one}`)
    return { json: { error, suggestions: reading.suggestions }, text: [error, ...suggestions].join('\n'), exitCode: 2 }
  }
  if (metric && question.rows) return rowsOf(metric, reading.question, asks, t)
  const answer = await ask(catalogue, reading.question, asks)
  const { corrections } = reading
  const card = answerCard(answer, { t, calendar: asks.company, shareable: false, rows: false, corrections })
  return { json: answerJson(answer), text: plainLines(withoutBars(card)).join('\n'), exitCode: 0 }
}

/** Who may read the number may see its rows; nobody may where it is told of groups only, because a row is a group of one. */
async function rowsOf(metric: Metric, question: Question, asks: Asks, t: Texts): Promise<TerminalAnswer> {
  const { definition, least } = metric
  if (least !== null) return failed(t.plain('answers.rows_withheld', { metric: definition.label, least }), 1)
  const { text, rows, total } = await rowsFile(metric, question, null, asks)
  return { json: { rows, total, csv: text }, text: text.trimEnd(), exitCode: 0 }
}

/** In a terminal the table says all that the bars say. */
function withoutBars(message: Message): Message {
  const isBars = (block: Block) => block.kind === 'chart' && block.shape === 'bar'
  return { ...message, blocks: message.blocks.filter((block) => !isBars(block)) }
}
