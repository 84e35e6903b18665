import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

const list = z.array(z.string()).readonly()
const byUnit = z.object({ day: list, week: list, month: list, quarter: list, year: list }).readonly()
const lists = z.record(z.string(), list).readonly()

const periods = z
  .object({
    units: byUnit,
    every: byUnit,
    this: list,
    last: list,
    next: list,
    today: list,
    yesterday: list,
    toDate: z.object({ week: list, month: list, quarter: list, year: list }).readonly(),
    short: lists,
    all: list,
    since: list,
    from: list,
    to: list,
    quarterPrefix: list,
    fiscalYear: list,
    months: z.array(list).length(12).readonly(),
    numbers: list,
  })
  .readonly()

const questions = z
  .object({
    by: list,
    for: list,
    vs: list,
    target: list,
    previous: list,
    yearBefore: list,
    trend: list,
    filler: list,
  })
  .readonly()

/** How people say when something comes; `days` from Monday. */
const schedules = z
  .object({
    days: z.array(list).length(7).readonly(),
    daily: list,
    weekdays: list,
    firstOfMonth: list,
    lastOfMonth: list,
    ofMonth: list,
    filler: list,
  })
  .readonly()

/** How people say when they want to hear of a number. */
const alerts = z
  .object({ above: list, below: list, until: list, target: list, unusual: list })
  .extend({ once: list, every: list, quiet: list, here: list, morning: list })
  .readonly()

const words = z
  .object({
    periods,
    questions,
    schedules,
    dimensions: lists,
    alerts,
    kpi: z
      .object({
        list,
        about: list,
        sources: list,
        history: list,
        new: list,
        enter: list,
        follow: list,
        unfollow: list,
        follows: list,
      })
      .readonly(),
  })
  .readonly()

/** The words in which people of one language type periods, questions and commands. Lists, because many words mean the same. */
export type Words = z.infer<typeof words>
export type PeriodWords = Words['periods']

const base = 'en'
const known = new Map<string, Words>()

/**
 * The words of a language. A language that has no file yet gets the English ones.
 * @param locale BCP 47; only its language counts
 * @throws z.ZodError naming the path in the file when a list is missing or misspelt
 */
export function wordsFor(locale: string): Words {
  const language = locale.split('-')[0] ?? base
  const cached = known.get(language)
  if (cached) return cached
  const file = new URL(`./${language}/words.json`, import.meta.url)
  const read = existsSync(file) ? words.parse(JSON.parse(readFileSync(file, 'utf8'))) : wordsFor(base)
  known.set(language, read)
  return read
}
