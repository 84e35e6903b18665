import { ruleProblem } from '../schedules/next.js'
import { type FactName, factField, factFields } from './catalogue.js'
import { isCurrency } from './currency.js'
import { dayPattern } from './days.js'
import type { Field } from './field.js'
import { isLinkTemplate, linkFields } from './links.js'
import { hint } from './mapping-issues.js'
import { type ColumnSpec, columnsOf, type FormatSpec, type Mapping } from './mapping-schema.js'
import { nearestWord } from './names.js'
import type { Problem } from './problems.js'
import { pullRule } from './sources/rule.js'

/** What is wrong with a mapping of the right shape, as far as it can be said without its files. */
export function mappingProblems(mapping: Mapping): readonly Problem[] {
  return [
    ...fromProblems(mapping),
    ...currencyProblems(mapping),
    ...linkProblems(mapping),
    ...formatProblems('format', mapping.format),
    ...Object.entries(mapping.lookups).flatMap(([name, lookup]) => [
      ...formatProblems(`lookups.${name}.format`, lookup.format),
      ...byProblems(mapping, name),
    ]),
    ...aliasProblems(mapping),
    ...Object.entries(mapping.columns).flatMap(([name, spec]) => columnProblems(mapping, name, spec)),
    ...missingFields(mapping),
  ]
}

/** What Drumbeat itself is told by its environment is nobody's source. */
const ownVariables = /^(DATABASE_|DRUMBEAT_|SLACK_|TEAMS_|HOST$|PORT$)/

function fromProblems({ file, from, lookups }: Mapping): readonly Problem[] {
  if ((file === undefined) === (from === undefined))
    return [{ at: 'file', key: 'facts.mapping_file_or_from', args: {} }]
  if (from === undefined) return []
  const { url_from: value, every } = from
  const rule = every === undefined ? null : ruleProblem({ ...pullRule, cron: every, zone: 'UTC' })
  return [
    ...(ownVariables.test(value)
      ? [{ at: 'from.url_from', key: 'facts.mapping_own_variable', args: { value } } as const]
      : []),
    ...(Object.keys(lookups).length > 0
      ? [{ at: 'lookups', key: 'facts.mapping_from_lookups', args: {} } as const]
      : []),
    ...(rule === null
      ? []
      : [{ at: 'from.every', key: 'facts.mapping_every', args: { value: every ?? '', said: rule } } as const]),
  ]
}

function currencyProblems({ currency }: Mapping): readonly Problem[] {
  if (currency === undefined || isCurrency(currency)) return []
  return [{ at: 'currency', key: 'facts.mapping_currency', args: { value: currency } }]
}

function linkProblems({ link, fact }: Mapping): readonly Problem[] {
  if (link === undefined) return []
  const unknown = linkFields(link).filter((field) => !factField(fact, field))
  if (!isLinkTemplate(link)) return [{ at: 'link', key: 'facts.mapping_link', args: { value: link } }]
  return unknown.map((field) => unknownField('link', fact, field))
}

function formatProblems(at: string, format: FormatSpec): readonly Problem[] {
  const encoding: readonly Problem[] =
    format.encoding === undefined || isEncoding(format.encoding)
      ? []
      : [{ at: `${at}.encoding`, key: 'facts.mapping_encoding', args: { value: format.encoding } }]
  return [...encoding, ...dateProblems(`${at}.dates`, format.dates), ...zoneProblems(`${at}.zone`, format.zone)]
}

function dateProblems(at: string, dates: readonly string[] = []): readonly Problem[] {
  return dates
    .filter((one) => dayPattern(one) === null)
    .map((value): Problem => ({ at, key: 'facts.mapping_dates', args: { value } }))
}

function zoneProblems(at: string, zone: string | undefined): readonly Problem[] {
  return zone === undefined || isZone(zone) ? [] : [{ at, key: 'facts.mapping_zone', args: { value: zone } }]
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== ''
  } catch {
    return false
  }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function unknownField(at: string, fact: FactName, field: string): Problem {
  const names = factFields(fact).map((one) => one.name)
  const near = nearestWord(field, names)
  return { at, key: 'facts.mapping_unknown_field', args: { field, fact, fields: names.join(', '), ...hint(near) } }
}

/** A lookup is searched by a mapped field, which must not itself come out of the lookup that it finds. */
function byProblems(mapping: Mapping, name: string): readonly Problem[] {
  const at = `lookups.${name}.by`
  const by = mapping.lookups[name]?.by ?? ''
  if (!factField(mapping.fact, by)) return [unknownField(at, mapping.fact, by)]
  if (mapping.columns[by] === undefined) return [{ at, key: 'facts.mapping_by_unmapped', args: { field: by } }]
  return isCircular(mapping, name) ? [{ at, key: 'facts.mapping_by_circle', args: { field: by } }] : []
}

function isCircular(mapping: Mapping, start: string): boolean {
  const seen = new Set<string>()
  let name: string | undefined = start
  while (name !== undefined) {
    if (seen.has(name)) return true
    seen.add(name)
    name = mapping.columns[mapping.lookups[name]?.by ?? '']?.lookup
  }
  return false
}

function aliasProblems(mapping: Mapping): readonly Problem[] {
  return [...nameProblems(mapping, 'aliases'), ...nameProblems(mapping, 'different')]
}

function nameProblems(mapping: Mapping, key: 'aliases' | 'different'): readonly Problem[] {
  return Object.keys(mapping[key]).flatMap((name): readonly Problem[] => {
    const at = `${key}.${name}`
    const field = factField(mapping.fact, name)
    if (!field) return [unknownField(at, mapping.fact, name)]
    return field.type === 'text' ? [] : [{ at, key: 'facts.mapping_option', args: { option: key, type: field.type } }]
  })
}

/** Which options say something about which types of field; the others fit every type. */
const optionTypes: readonly (readonly [keyof ColumnSpec, readonly Field['type'][]])[] = [
  ['columns', ['text']],
  ['dates', ['day']],
  ['zone', ['day']],
  ['decimal', ['money', 'number']],
  ['unit', ['money']],
  ['round', ['money']],
]

function columnProblems(mapping: Mapping, name: string, spec: ColumnSpec): readonly Problem[] {
  const at = `columns.${name}`
  const field = factField(mapping.fact, name)
  if (!field) return [unknownField(at, mapping.fact, name)]
  const misplaced = optionTypes
    .filter(([option, types]) => spec[option] !== undefined && !types.includes(field.type))
    .map(
      ([option]): Problem => ({
        at: `${at}.${option}`,
        key: 'facts.mapping_option',
        args: { option, type: field.type },
      }),
    )
  return [
    ...originProblems(mapping, at, spec),
    ...misplaced,
    ...dateProblems(`${at}.dates`, spec.dates),
    ...zoneProblems(`${at}.zone`, spec.zone),
    ...choiceProblems(at, field, spec),
  ]
}

function originProblems(mapping: Mapping, at: string, spec: ColumnSpec): readonly Problem[] {
  const origins = [spec.constant, spec.column, spec.columns].filter((one) => one !== undefined)
  if (origins.length !== 1 || (spec.lookup !== undefined && columnsOf(spec).length === 0)) {
    return [{ at, key: 'facts.mapping_origin', args: {} }]
  }
  if (spec.lookup === undefined || mapping.lookups[spec.lookup] !== undefined) return []
  const names = Object.keys(mapping.lookups)
  const args = { lookup: spec.lookup, lookups: names.join(', '), ...hint(nearestWord(spec.lookup, names)) }
  return [{ at: `${at}.lookup`, key: 'facts.mapping_unknown_lookup', args }]
}

/** Words that a mapping puts into a closed list must be on it, or every such row would be refused. */
function choiceProblems(at: string, field: Field, spec: ColumnSpec): readonly Problem[] {
  const choices = field.type === 'choice' ? field.choices : field.type === 'flag' ? ['true', 'false'] : null
  if (choices === null) return []
  const given: readonly (readonly [string, string | undefined])[] = [
    ...Object.entries(spec.values ?? {}).map(([from, to]) => [`values.${from}`, to] as const),
    ['otherwise', spec.otherwise],
    ['default', spec.default],
    ['constant', spec.constant],
  ]
  return given
    .filter(([, value]) => value !== undefined && !choices.includes(value))
    .map(
      ([option, value = '']): Problem => ({
        at: `${at}.${option}`,
        key: 'facts.mapping_choice',
        args: { value, choices: choices.join(' ') },
      }),
    )
}

function missingFields(mapping: Mapping): readonly Problem[] {
  return factFields(mapping.fact)
    .filter((field) => field.needed && field.assumed === undefined && mapping.columns[field.name] === undefined)
    .map(
      (field): Problem => ({
        at: `columns.${field.name}`,
        key: 'facts.mapping_needed',
        args: { field: field.name, fact: mapping.fact },
      }),
    )
}
