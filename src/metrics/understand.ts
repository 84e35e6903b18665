import type { Person } from '../company/model.js'
import { wordsFor } from '../locales/words.js'
import { dayOf } from '../time/zone.js'
import type { Asks } from './ask.js'
import type { Catalogue } from './catalogue.js'
import { type Reading, readQuestion } from './language/read.js'
import { mayRead } from './visibility.js'
import { vocabularyOf } from './vocabulary.js'

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
  const known = recent(catalogue)
  const key = JSON.stringify([text, locale, setting.today, asks.company])
  const before = known.get(key)
  if (before) return before
  const first = readQuestion(text, { ...setting, vocabulary: null })
  if (first.kind !== 'question') return readQuestion(text, { ...setting, vocabulary: await vocabularyOf(asks.db) })
  if (known.size >= mostRecent) known.clear()
  known.set(key, first)
  return first
}

/**
 * Readings that depend on nothing but the words, the day and the company's calendar. Most questions are asked again and again;
 * those whose reading depends on the data or on who asks are not kept.
 */
const readings = new WeakMap<Catalogue, Map<string, Reading>>()
const mostRecent = 1000

function recent(catalogue: Catalogue): Map<string, Reading> {
  const known = readings.get(catalogue) ?? new Map<string, Reading>()
  readings.set(catalogue, known)
  return known
}
