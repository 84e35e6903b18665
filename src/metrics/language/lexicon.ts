import type { Words } from '../../locales/words.js'
import type { Unit } from '../../time/calendar.js'
import { type PeriodLexicon, periodLexicon } from '../../time/period-words.js'
import { type Phrases, phrasesOf, phrasesOfLists } from '../../time/phrases.js'

/** The words of questions in one language, made ready for matching. */
export interface Lexicon {
  readonly by: Phrases<true>
  readonly for: Phrases<true>
  readonly vs: Phrases<true>
  readonly target: Phrases<true>
  readonly previous: Phrases<true>
  readonly yearBefore: Phrases<true>
  readonly trend: Phrases<true>
  readonly every: Phrases<Unit>
  readonly filler: Phrases<true>
  readonly dimension: Phrases<string>
  readonly periods: PeriodLexicon
  /** The single words that give a question its shape, in which typing errors are forgiven. */
  readonly structure: readonly string[]
  /** Those of them that belong to periods, and to the name of no metric. */
  readonly timely: ReadonlySet<string>
}

const cache = new WeakMap<Words, Lexicon>()
const yes = (words: readonly string[]): Phrases<true> => phrasesOf(words.map((word) => [word, true] as const))

export function lexiconOf(words: Words): Lexicon {
  const known = cache.get(words)
  if (known) return known
  const { questions, dimensions } = words
  const periods = periodLexicon(words.periods)
  const lexicon: Lexicon = {
    by: yes(questions.by),
    for: yes(questions.for),
    vs: yes(questions.vs),
    target: yes(questions.target),
    previous: yes(questions.previous),
    yearBefore: yes(questions.yearBefore),
    trend: yes(questions.trend),
    filler: yes(questions.filler),
    every: periods.every,
    dimension: phrasesOfLists(dimensions),
    periods,
    structure: single([...timelyWords(words), ...shapeWords(words)]),
    timely: new Set(single(timelyWords(words))),
  }
  cache.set(words, lexicon)
  return lexicon
}

/** Shorter words than this are too near to too many others to be guessed. */
const leastLetters = 4

const single = (lists: readonly (readonly string[])[]): readonly string[] => [
  ...new Set(lists.flat().filter((word) => !word.includes(' ') && word.length >= leastLetters)),
]

function timelyWords({ periods }: Words): readonly (readonly string[])[] {
  const { units, every, months, last, next, today, yesterday, since } = periods
  return [
    ...Object.values(units),
    ...Object.values(every),
    ...months,
    periods.this,
    last,
    next,
    today,
    yesterday,
    since,
  ]
}

function shapeWords({ questions, dimensions }: Words): readonly (readonly string[])[] {
  return [questions.vs, questions.target, questions.trend, ...Object.values(dimensions)]
}
