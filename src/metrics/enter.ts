import { z } from 'zod'
import { changesOf, recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { allPeople } from '../company/store.js'
import { readNumber } from '../facts/amounts.js'
import { type Statement, stateValue } from '../facts/entered-store.js'
import { Refusal } from '../locales/refusal.js'
import type { Texts } from '../locales/texts.js'
import { type Period, unitPeriod } from '../time/period.js'
import { dayOf } from '../time/zone.js'
import type { Metric } from './catalogue.js'
import type { Definition } from './definition.js'
import type { FormulaOf } from './formula.js'
import { subjectOf } from './visibility.js'

/** Figures that nobody's system has: people type them in, for a month, a quarter or a year. */

const verb = 'enter value'
/** So many stretches back may be stated. */
const back = { month: 12, quarter: 4, year: 2 } as const
const units = ['month', 'quarter', 'year'] as const
export type Per = (typeof units)[number]

/** @throws Refusal for a metric that is counted, or somebody who may not state it */
export function requireStated(metric: Metric, by: Person): FormulaOf<'entered'> {
  const { definition } = metric
  const { formula, label, owner } = definition
  if (formula.kind !== 'entered') throw new Refusal('metrics.enter_counted', { metric: label })
  if (!mayState(definition, by))
    throw new Refusal('metrics.enter_not_yours', { metric: label, department: owner.department })
  return formula
}

/** The people of the department that owns the metric, its owner, and RevOps. */
function mayState({ owner }: Definition, by: Person): boolean {
  if (by.outsider) return false
  return by.role === 'revops' || by.department === owner.department || owner.person === by.email
}

export interface Stretch {
  readonly per: Per
  readonly period: Period
}

/** The stretches that may be stated: the running ones and those before, months first. */
export function stretches({ now, company }: Pick<Context, 'now' | 'company'>): readonly Stretch[] {
  const today = dayOf(now, company.zone)
  return units.flatMap((per) =>
    Array.from({ length: back[per] }, (_, at) => ({ per, period: unitPeriod(per, today, company, -at, false) })),
  )
}

/** The figure as it is kept, or null for one that is none. A share is typed in percent: 72 is 0.72. */
export function readFigure(text: string, { unit }: Definition, t: Texts): string | null {
  const words = text.replace(/\s*%\s*$/, '').trim()
  const percent = unit === 'percent'
  const read = readNumber(words, t.number(1.5, 1).includes(',') ? ',' : '.', percent ? 4 : 6)
  if (!('number' in read)) return null
  return percent ? hundredth(read.number) : read.number
}

/** Moves the point by two places, digit by digit: of a floating number a hundredth is seldom exact. */
function hundredth(number: string): string {
  const [, sign = '', whole = '0', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(number) ?? []
  const digits = whole.padStart(3, '0')
  const fraction = `${digits.slice(-2)}${decimals}`.replace(/0+$/, '')
  return `${sign}${digits.slice(0, -2)}${fraction === '' ? '' : `.${fraction}`}`
}

export interface Entry {
  readonly stretch: Stretch
  readonly value: string
  readonly note: string | null
}

const stated = z.object({ value: z.string(), note: z.string().nullable() })
const statedNow = stated.extend({ per: z.enum(units), startsOn: z.string() })

/** Keeps a figure that somebody states, with who, when, and what stood there before. */
export async function enterValue(
  context: Context & { readonly by: Person },
  metric: Metric,
  entry: Entry,
): Promise<void> {
  const formula = requireStated(metric, context.by)
  const { now, company, t } = context
  const { per, period } = entry.stretch
  const statement: Statement = {
    ...{ metric: formula.metric, startsOn: period.from, per, value: entry.value, note: entry.note },
    currency: metric.definition.unit === 'currency' ? company.currency : null,
    ...{ enteredBy: context.by.email, enteredOn: dayOf(now, company.zone) },
  }
  await context.db.transaction(async (db) => {
    const before = await stateValue(db, statement, { label: t.plain('metrics.enter_source'), now })
    const after = { per, startsOn: period.from, value: entry.value, note: entry.note }
    await recordChange({ ...context, db }, { subject: subjectOf(metric.definition.name), verb, before, after })
  })
}

export interface Stated {
  readonly by: string
  readonly at: Context['now']
  readonly stretch: Stretch
  readonly value: string
  readonly before: string | null
  readonly note: string | null
}

/** What people typed in of a metric, newest first. */
export async function statedBefore(context: Context, metric: Metric, most: number): Promise<readonly Stated[]> {
  const changes = await changesOf(context, subjectOf(metric.definition.name), 50)
  const people = changes.length === 0 ? [] : await allPeople(context.db)
  return changes
    .filter((one) => one.verb === verb)
    .slice(0, most)
    .flatMap((one): readonly Stated[] => {
      const after = statedNow.safeParse(one.after)
      if (!after.success) return []
      const { per, startsOn, value, note } = after.data
      const by = people.find(({ id }) => id === one.person)?.name ?? ''
      const stretch = { per, period: unitPeriod(per, startsOn, context.company, 0, false) }
      return [{ by, at: one.at, stretch, value, note, before: stated.safeParse(one.before).data?.value ?? null }]
    })
}
