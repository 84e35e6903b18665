import { type Conditions, type FieldCondition, isRecord, type Playbook } from './model.js'

/** When a playbook speaks, in lines as people read and change them: `opportunities`, `outcome is won`, `amount above 10000`. */
export function whenLines(when: Playbook['when']): readonly string[] {
  if (!isRecord(when)) {
    const { metric, period, by, filters, is } = when
    const where = Object.entries(filters).map(([field, value]) => ` ${field}="${value}"`)
    return [`${metric} ${period}${by === undefined ? '' : ` by ${by}`}${where.join('')} ${is}`]
  }
  const { record, where, latest } = when
  const beside = latest
    ? [
        `latest ${latest.record} by ${latest.by} on ${latest.on}`,
        ...conditionLines({ ...latest.among, ...latest.where }),
      ]
    : []
  return [record, ...conditionLines(where), ...beside]
}

/** The conditions of a scenario, one each line. */
const conditionLines = (conditions: Conditions): readonly string[] =>
  Object.entries(conditions).map(([field, condition]) => `${field} ${words(condition)}`)

function words(condition: FieldCondition): string {
  if (typeof condition === 'string') return `is ${condition}`
  if (Array.isArray(condition)) return `is ${condition.join(' or ')}`
  if ('stated' in condition) return condition.stated ? 'is stated' : 'is not stated'
  if ('within' in condition) return `within ${condition.within}`
  if ('older' in condition) return `older ${condition.older}`
  return 'above' in condition ? `above ${condition.above}` : `below ${condition.below}`
}

/** Reads lines as `conditionLines` writes them. @returns `wrong`: the line that could not be read */
export function readConditions(text: string): { readonly conditions: Conditions } | { readonly wrong: string } {
  const found: [string, FieldCondition][] = []
  for (const line of text.split(/[\n,]/)) {
    const typed = line.trim()
    if (typed === '') continue
    const read = readLine(typed)
    if (!read) return { wrong: typed }
    found.push(read)
  }
  return { conditions: Object.fromEntries(found) }
}

function readLine(typed: string): [string, FieldCondition] | null {
  const [, field, word = '', rest = ''] = /^([a-z_]+)\s+(is|within|older|above|below)\s+(.+)$/i.exec(typed) ?? []
  if (field === undefined) return null
  const said = rest.trim()
  const days = /^(\d{1,3})\s*d(ays?)?$/i.exec(said.replace(/^than\s+/i, ''))?.[1]
  const figure = Number(said.replaceAll(',', ''))
  switch (word.toLowerCase()) {
    case 'is':
      return [field, isWords(said)]
    case 'within':
      return days === undefined ? null : [field, { within: `${days}d` }]
    case 'older':
      return days === undefined ? null : [field, { older: `${days}d` }]
    case 'above':
      return Number.isFinite(figure) ? [field, { above: figure }] : null
    default:
      return Number.isFinite(figure) ? [field, { below: figure }] : null
  }
}

function isWords(said: string): FieldCondition {
  if (/^(not )?stated$/i.test(said)) return { stated: !/^not/i.test(said) }
  const values = said.split(/\s+or\s+/i)
  return values.length === 1 ? said : values
}
