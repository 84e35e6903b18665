import { readNumber } from '../facts/amounts.js'
import { Refusal } from '../locales/refusal.js'
import { type Words, wordsFor } from '../locales/words.js'
import type { Definition } from '../metrics/definition.js'
import { type Phrases, phrasesOfLists } from '../time/phrases.js'
import type { Threshold } from './judge.js'
import { type Follow, minutesOf } from './model.js'

/** A figure as somebody types it: `20%`, `1.2M`, `€45,000`. */
export interface Figure {
  readonly value: number
  readonly percent: boolean
  /** The currency sign that stood with it. */
  readonly sign: string | null
}

/** A figure is followed by a percent sign or a short word for thousands and more. */
const dressed = /^(.*?)(%|k|m|bn)?$/is
/** More than any target has. */
const mostDecimals = 6
const times: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, bn: 1e9 }

/** @returns null for anything that is no figure */
export function readFigure(text: string): Figure | null {
  const [, figure = '', suffix = ''] = dressed.exec(digitsOf(text.trim())) ?? []
  const read = readNumber(figure.trim(), '.', mostDecimals)
  if (!('number' in read)) return null
  const sign = /\p{Sc}/u.exec(figure)?.[0] ?? null
  return { value: Number(read.number) * (times[suffix.toLowerCase()] ?? 1), percent: suffix === '%', sign }
}

/** Digits and signs as keyboards of other scripts have them: `۲۴٪` is 24%. */
function digitsOf(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replaceAll('٪', '%')
    .replaceAll('٫', '.')
    .replaceAll('٬', ',')
}

/**
 * A figure in the unit in which targets are written. Of a share, 20 is 20%.
 * @param currency the company's, in which amounts are held against figures
 * @throws Refusal for a sign that does not belong to the metric: read over it, another figure would be meant
 */
export function inUnit(
  { value, percent, sign }: Figure,
  { unit, label }: Pick<Definition, 'unit' | 'label'>,
  currency: string,
): number {
  const fits = (!percent || unit === 'percent') && (sign === null || (unit === 'currency' && sign === signOf(currency)))
  if (!fits) throw new Refusal('alerts.other_unit', { metric: label, unit, currency })
  return unit === 'percent' && (percent || Math.abs(value) > 1) ? value / 100 : value
}

/** `$` also of the Brazilian `R$`; undefined where letters alone stand for a currency. */
const signOf = (currency: string): string | undefined =>
  /\p{Sc}/u.exec(
    new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(0),
  )?.[0]

/** What somebody typed after `follow`: the question, and when and where they want to hear of it. */
export interface Typed {
  readonly question: string
  readonly when:
    | 'target'
    | 'unusual'
    | { readonly side: Threshold['side']; readonly at: Figure; readonly until: Figure | null }
    | null
  readonly often: Follow['often']
  readonly quiet: string | null
  readonly to: 'me' | 'here' | 'morning'
}

type Option = keyof Words['alerts']
const known = new WeakMap<Words, Phrases<Option>>()

function optionsOf(words: Words): Phrases<Option> {
  const phrases = known.get(words) ?? phrasesOfLists(words.alerts)
  known.set(words, phrases)
  return phrases
}

/** Reads `win rate by region below 20% until 22% once here`: options in any order, the rest is the question. */
export function readFollow(text: string, locale: string): Typed {
  const raw = text
    .trim()
    .replace(/(\p{Nd})\s+([%٪％])/gu, '$1$2')
    .split(/\s+/)
  const tokens = raw.map((token) => token.toLowerCase())
  const options = optionsOf(wordsFor(locale))
  const left: string[] = []
  let typed: Omit<Typed, 'question'> = { when: null, often: 'every time', quiet: null, to: 'me' }
  for (let at = 0; at < tokens.length; ) {
    const found = options.match(tokens, at)
    const taken = found && take(typed, found.value, tokens[at + found.length] ?? '')
    if (!found || !taken) {
      left.push(raw[at] ?? '')
      at += 1
      continue
    }
    typed = taken.typed
    at += found.length + taken.more
  }
  return { ...typed, question: left.join(' ') }
}

type Options = Omit<Typed, 'question'>

/** @param next the token after the option @returns null where it is no option: "over" without a figure */
function take(typed: Options, option: Option, next: string): { readonly typed: Options; readonly more: number } | null {
  const at = readFigure(next)
  switch (option) {
    case 'above':
    case 'below':
      return at && { typed: { ...typed, when: { side: option, at, until: null } }, more: 1 }
    case 'until':
      if (!at || typed.when === null || typeof typed.when === 'string') return null
      return { typed: { ...typed, when: { ...typed.when, until: at } }, more: 1 }
    case 'quiet':
      return /^\d{1,4}[mhd]$/.test(next) && minutesOf(next) > 0 ? { typed: { ...typed, quiet: next }, more: 1 } : null
    case 'target':
    case 'unusual':
      return { typed: { ...typed, when: option }, more: 0 }
    case 'once':
      return { typed: { ...typed, often: 'once' }, more: 0 }
    case 'every':
      return { typed: { ...typed, often: 'every time' }, more: 0 }
    case 'here':
    case 'morning':
      return { typed: { ...typed, to: option }, more: 0 }
  }
}
