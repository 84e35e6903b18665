import type { Person } from '../company/model.js'
import { wordsFor } from '../locales/words.js'
import { dayOf } from '../time/zone.js'
import type { Asks } from './asks.js'
import type { Catalogue } from './catalogue.js'
import { type Reading, readQuestion } from './language/read.js'
import { mayRead } from './visibility.js'
import { type Vocabulary, vocabularyOf } from './vocabulary.js'

/**
 * Reads what somebody asks. The values of dimensions are only looked up when words remain that may be some, so that a plain
 * question costs nothing before it is answered.
 * @param person who asks: only what they may read is suggested; null for an operator at the terminal, who may read all
 * @param locale in whose words the question is typed
 */
export async function understand(
  catalogue: Catalogue,
  text: string,
  asks: Asks,
  { person, locale }: { readonly person: Person | null; readonly locale: string },
): Promise<Reading> {
  const setting = {
    catalogue,
    words: wordsFor(locale),
    calendar: asks.company,
    today: dayOf(asks.now, asks.company.zone),
    suggestible: (metric: Catalogue['metrics'][number]) => person === null || mayRead(metric, person),
  }
  const key = JSON.stringify([text, locale, setting.today, asks.company])
  const plain = recent(catalogue.words, catalogue.words)
  const first = plain.get(key) ?? readQuestion(text, { ...setting, vocabulary: null })
  keep(plain, key, first)
  if (first.kind === 'question') return first
  const vocabulary = await vocabularyOf(asks.db)
  const filtered = recent(catalogue.words, vocabulary)
  const second = filtered.get(key) ?? readQuestion(text, { ...setting, vocabulary })
  // What is suggested depends on who asks.
  if (second.kind === 'question') keep(filtered, key, second)
  return second
}

type Readings = Map<string, Reading>

/**
 * Readings that depend on nothing but the words, the day and the company's calendar, and those that depend on the values of
 * dimensions besides, as long as these and the names of the metrics stay. Most questions are asked again and again.
 */
const readings = new WeakMap<Catalogue['words'], WeakMap<object, Readings>>()
const mostRecent = 1000

function recent(words: Catalogue['words'], against: Catalogue['words'] | Vocabulary): Readings {
  const all = readings.get(words) ?? new WeakMap<object, Readings>()
  const known = all.get(against) ?? new Map<string, Reading>()
  readings.set(words, all)
  all.set(against, known)
  return known
}

function keep(known: Readings, key: string, reading: Reading): void {
  if (known.size >= mostRecent && !known.has(key)) known.clear()
  known.set(key, reading)
}
