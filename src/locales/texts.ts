import { existsSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { flatten, type Span, type Text, textOf } from '../chat/text.js'
import type { TextKey } from './areas.js'
import { type Formats, formatsFor, kept } from './formats.js'

type Arg = string | number | Text | Temporal.Instant

/**
 * What can be put into a text. Strings are data: they are never read as ICU syntax, markup or mentions. The names of the tags
 * are taken: the formatter keeps arguments and tags in one place, and one would silently replace the other.
 */
export interface Args {
  readonly [name: string]: Arg | undefined
  readonly b?: never
  readonly i?: never
  readonly code?: never
}

/** The words and formats of one reader: their language and their time zone. */
export interface Texts extends Formats {
  /** A text with its spans: `<b>`, `<i>` and `<code>` in the message become strong, emphasis and code. */
  text(key: TextKey, args?: Args): Text
  /** The same without format: button labels, titles, form fields, the terminal. */
  plain(key: TextKey, args?: Args): string
}

/** English is complete by construction (its keys are the type); other languages fall back to it, key by key. */
const base = 'en'
const messages = z.record(z.string(), z.string())
const folder = new URL('./', import.meta.url)
const areas = new Map<string, Readonly<Record<string, string>>>()
const compiled = new Map<string, Compiled>()

function areaOf(language: string, area: string): Readonly<Record<string, string>> {
  const name = `${language}/${area}.json`
  const known = areas.get(name)
  if (known) return known
  const file = new URL(name, folder)
  const read = existsSync(file) ? messages.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
  areas.set(name, read)
  return read
}

interface Compiled {
  readonly format: (values: Values) => string | Spans | (string | Spans)[]
  /** Whether its text has `<b>`, `<i>` or `<code>`, which are values of the formatter as arguments are. */
  readonly tagged: boolean
}

/** Compiling a message costs far more than formatting it, so each is compiled once per language. */
function messageOf(locale: string, key: TextKey): Compiled {
  const id = `${locale} ${key}`
  const known = compiled.get(id)
  if (known) return known
  const dot = key.indexOf('.')
  const area = key.slice(0, dot)
  const name = key.slice(dot + 1)
  const language = locale.split('-')[0] ?? base
  const own = areaOf(language, area)[name]
  const source = own ?? areaOf(base, area)[name]
  if (source === undefined) throw new Error(`No text ${key} in src/locales/${base}/${area}.json`)
  const message = new IntlMessageFormat(source, own === undefined ? base : locale)
  const made = { format: (values: Values) => message.format<Spans>(values), tagged: source.includes('<') }
  compiled.set(id, made)
  return made
}

/** Carries spans through the formatter, which only knows strings and opaque objects. */
class Spans {
  readonly spans: Text
  constructor(spans: Text) {
    this.spans = spans
  }
}

const gather = (chunks: readonly (string | Spans)[]): Text =>
  chunks.flatMap((chunk): Text => (chunk instanceof Spans ? chunk.spans : textOf(chunk)))

const wrap = (kind: 'strong' | 'emphasis' | 'code') => (chunks: (string | Spans)[]) =>
  new Spans(gather(chunks).map((part): Span => (part.kind === 'plain' ? { kind, text: part.text } : part)))

const tags = { b: wrap('strong'), i: wrap('emphasis'), code: wrap('code') }
type Values = Record<string, string | number | Spans | (typeof tags)['b']>

/** For readers of a language that has no texts yet: the English, with its formats, that is least particular to one country. */
const elsewhere = 'en-GB'

/**
 * The locale in which a reader is written to. Numbers and dates follow the language of the sentence that they stand in: half
 * a sentence in Persian digits and the other half in English is worse than all of it in English.
 */
function localeFor(tag: string): string {
  try {
    const [locale = base] = Intl.getCanonicalLocales(tag.replaceAll('_', '-'))
    return existsSync(new URL(`${locale.split('-')[0]}/common.json`, folder)) ? locale : elsewhere
  } catch {
    return base
  }
}

const readers = new Map<string, Texts>()
/** Far more than one company's people have between them; what is beyond is built again. */
const mostReaders = 1_000

/**
 * The texts of one reader; the same object for the same language and zone.
 * @param tag BCP 47, for example `en`, `en-GB`, `fa`; platforms also send what is none (`en_US`), and English is taken then
 * @param zone IANA time zone in which instants are shown
 */
export function textsFor(tag: string, zone: string): Texts {
  const id = `${tag} ${zone}`
  const known = readers.get(id)
  if (known) return known
  const texts = build(localeFor(tag), zone)
  if (readers.size >= mostReaders) readers.clear()
  readers.set(id, texts)
  return texts
}

function build(locale: string, zone: string): Texts {
  const formats = formatsFor(locale, zone)
  const argument = (value: Arg | undefined): string | number | Spans => {
    if (value === undefined) return ''
    if (typeof value === 'string' || typeof value === 'number') return value
    return 'epochMilliseconds' in value ? formats.moment(value) : new Spans(value)
  }
  const write = (key: TextKey, args: Args) => {
    const { format, tagged } = messageOf(locale, key)
    const given: Values = {}
    for (const name in args) given[name] = argument(args[name])
    return format(tagged ? { ...given, ...tags } : given)
  }
  const text = (key: TextKey, args: Args): Text => {
    const written = write(key, args)
    return Array.isArray(written) ? gather(written) : gather([written])
  }
  const plain = (key: TextKey, args: Args): string => {
    const written = write(key, args)
    return typeof written === 'string' ? written : flatten(Array.isArray(written) ? gather(written) : written.spans)
  }
  /** Without arguments a text is always the same: labels, buttons, titles. */
  const same = kept((key: TextKey) => text(key, {}))
  const samePlain = kept((key: TextKey) => plain(key, {}))
  return {
    ...formats,
    text: (key, args) => (args === undefined ? same(key) : text(key, args)),
    plain: (key, args) => (args === undefined ? samePlain(key) : plain(key, args)),
  }
}
