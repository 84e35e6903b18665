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
  const first = readQuestion(text, { ...setting, vocabulary: null })
  if (first.kind === 'question') return first
  return readQuestion(text, { ...setting, vocabulary: await vocabularyOf(asks.db) })
}
