import type { Words } from '../../locales/words.js'
import type { Calendar } from '../../time/calendar.js'
import type { PeriodSetting } from '../../time/read-period.js'
import type { Catalogue, Metric } from '../catalogue.js'
import type { Vocabulary } from '../vocabulary.js'
import type { Lexicon } from './lexicon.js'

/** What a question is read against. */
export interface Setting {
  readonly catalogue: Catalogue
  readonly words: Words
  readonly calendar: Calendar
  readonly today: string
  /** Null for a first reading without the values of dimensions. */
  readonly vocabulary: Vocabulary | null
  /** Which metrics may be suggested to whoever asks. */
  readonly suggestible: (metric: Metric) => boolean
}

export interface Reader extends Setting {
  readonly lexicon: Lexicon
  readonly setting: PeriodSetting
}
