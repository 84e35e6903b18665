import type { PeriodWords } from '../locales/words.js'
import type { Unit } from './calendar.js'
import { type Phrases, phrasesOf, phrasesOfLists } from './phrases.js'

/** One relative period in a single word: "lq" is the last quarter. */
export interface Relative {
  readonly offset: number
  readonly unit: Unit
}

/** The period words of a language, made ready for matching. */
export interface PeriodLexicon {
  readonly unit: Phrases<Unit>
  /** "monthly": the unit of a trend. */
  readonly every: Phrases<Unit>
  readonly offset: Phrases<number>
  readonly today: Phrases<number>
  readonly toDate: Phrases<Unit>
  readonly short: Phrases<Relative>
  readonly all: Phrases<true>
  readonly since: Phrases<true>
  readonly from: Phrases<true>
  readonly to: Phrases<true>
  readonly month: Phrases<number>
  readonly fiscalYear: Phrases<true>
  readonly number: Phrases<number>
  /** `q3`, `2026-q3`, `q3-2026`, `q3fy26` with this language's letters. */
  readonly quarter: RegExp
  readonly yearQuarter: RegExp
  readonly fiscal: RegExp
}

const cache = new WeakMap<PeriodWords, PeriodLexicon>()
const yes = (words: readonly string[]): Phrases<true> => phrasesOf(words.map((word) => [word, true] as const))
const numbered = (lists: readonly (readonly string[])[], first: number): Phrases<number> =>
  phrasesOf(lists.flatMap((words, index) => words.map((word) => [word, index + first] as const)))

/** Compiled once per language: the words come from a file and do not change. */
export function periodLexicon(words: PeriodWords): PeriodLexicon {
  const known = cache.get(words)
  if (known) return known
  const q = alternatives(words.quarterPrefix)
  const fy = alternatives(words.fiscalYear)
  const lexicon: PeriodLexicon = {
    unit: phrasesOfLists(words.units),
    every: phrasesOfLists(words.every),
    offset: numbered([words.last, words.this, words.next], -1),
    today: numbered([words.yesterday, words.today], -1),
    toDate: phrasesOfLists(words.toDate),
    short: phrasesOf(shortForms(words)),
    all: yes(words.all),
    since: yes(words.since),
    from: yes(words.from),
    to: yes(words.to),
    month: numbered(words.months, 1),
    fiscalYear: yes(words.fiscalYear),
    number: numbered(
      words.numbers.map((word) => [word]),
      0,
    ),
    quarter: new RegExp(`^${q}([1-4])(?:[-/' ]?(?:${fy})?(\\d{4}|\\d{2}))?$`),
    yearQuarter: new RegExp(`^(?:${fy})?(\\d{4})[-/ ]?${q}([1-4])$`),
    fiscal: new RegExp(`^${fy}[- ]?(\\d{4}|\\d{2})$`),
  }
  cache.set(words, lexicon)
  return lexicon
}

function alternatives(words: readonly string[]): string {
  return `(?:${words.map((word) => word.replace(/[^\p{L}\p{N} ]/gu, '\\$&')).join('|')})`
}

/** `short` is keyed by the English reading ("last quarter"), whatever the language of its words. */
function shortForms(words: PeriodWords): readonly (readonly [string, Relative])[] {
  const offsets: Readonly<Record<string, number>> = { last: -1, this: 0, next: 1 }
  return Object.entries(words.short).flatMap(([reading, forms]) => {
    const [which = '', unit = ''] = reading.split(' ')
    const offset = offsets[which]
    if (offset === undefined || !isUnit(unit)) {
      throw new Error(
        `words.json periods.short: "${reading}" must be this, last or next and day, week, month, quarter or year`,
      )
    }
    return forms.map((form) => [form, { offset, unit }] as const)
  })
}

function isUnit(word: string): word is Unit {
  return word === 'day' || word === 'week' || word === 'month' || word === 'quarter' || word === 'year'
}
