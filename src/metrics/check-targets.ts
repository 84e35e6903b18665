import { fold } from '../facts/names.js'
import { isDay } from '../time/zone.js'
import { unknown } from './check-formula.js'
import { type Definition, type NarrowTarget, type Target, targetsOf } from './definition.js'
import type { Problem } from './problems.js'
import type { Read } from './read-definitions.js'

/** How the one period of a target is written, by its unit. A week has no name that would say which one is meant in every calendar. */
const written: Readonly<Record<Target['per'], { readonly form: RegExp; readonly cure: string }>> = {
  day: { form: /^\d{4}-\d{2}-\d{2}$/, cure: 'Write a day: 2026-08-13' },
  week: { form: /^(?!)/, cure: 'Remove it: a target per week holds for every week' },
  month: { form: /^\d{4}-(0[1-9]|1[0-2])$/, cure: 'Write a month: 2026-08' },
  quarter: { form: /^\d{4}-Q[1-4]$/, cure: 'Write a quarter: 2026-Q3' },
  year: { form: /^FY\d{4}$/, cure: 'Write a fiscal year: FY2026' },
}

/**
 * Everything that is wrong with the targets of a metric. What passes leaves at most one of them for any question.
 * @param stock whether the metric is measured at one moment: a target of it is one of every kind of period
 */
export function checkTargets({ definition, pathOf }: Read, stock: boolean): readonly Problem[] {
  const { target, targets } = definition
  return [
    ...(target ? checkOrder(target, definition, pathOf('target')) : []),
    ...targets.flatMap((one, index) => {
      const path = (key: string) => pathOf(`targets[${index}]${key}`)
      return [
        ...checkOrder(one, definition, path('')),
        ...checkFor(one, definition, path),
        ...checkIn(one, path('.in')),
      ]
    }),
    ...checkCollisions(definition, stock, pathOf),
  ]
}

function checkOrder(target: Target, { direction }: Definition, path: string): readonly Problem[] {
  if (direction !== 'up' && direction !== 'down') return []
  const steps = [target.value, target.warn_at, target.at_risk_at].filter((one) => one !== undefined)
  const fits = steps.every((step, index) => {
    const before = steps[index - 1]
    return before === undefined || (direction === 'up' ? step <= before : step >= before)
  })
  if (fits) return []
  const order = direction === 'up' ? 'value >= warn_at >= at_risk_at' : 'value <= warn_at <= at_risk_at'
  return [{ path, what: 'its thresholds are in the wrong order', cure: `Put them as ${order}` }]
}

function checkFor(
  { for: parts }: NarrowTarget,
  { dimensions }: Definition,
  path: (key: string) => string,
): readonly Problem[] {
  return Object.keys(parts)
    .filter((dimension) => !dimensions.includes(dimension))
    .map((dimension) => unknown('dimension', dimension, path(`.for.${dimension}`), dimensions))
}

function checkIn({ per, in: named }: NarrowTarget, path: string): readonly Problem[] {
  const { form, cure } = written[per]
  if (named === undefined || (form.test(named) && (per !== 'day' || isDay(named)))) return []
  return [{ path, what: `"${named}" is not one ${per}`, cure }]
}

/** Two targets of the same part and period would make the verdict a matter of their order in the file. */
function checkCollisions(definition: Definition, stock: boolean, pathOf: Read['pathOf']): readonly Problem[] {
  const seen = new Map<string, string>()
  const problems: Problem[] = []
  const first = definition.target ? 1 : 0
  for (const [index, one] of targetsOf(definition).entries()) {
    const parts = Object.entries(one.for).map(([dimension, value]) => `${dimension}=${fold(value)}`)
    const key = JSON.stringify([one.in ?? (stock ? null : one.per), parts.sort()])
    const path = pathOf(index < first ? 'target' : `targets[${index - first}]`)
    const before = seen.get(key)
    if (before === undefined) seen.set(key, path)
    else problems.push({ path, what: `is about the same as ${before}`, cure: 'Keep one of the two, or narrow one' })
  }
  return problems
}
