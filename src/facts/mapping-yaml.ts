import { stringify } from 'yaml'
import { factFields } from './catalogue.js'
import type { Mapping } from './mapping-schema.js'

/**
 * A mapping as the YAML that `drumbeat import` reads: what goes without saying is left out, a column by itself is its bare name,
 * and the fields stand in the order of the documentation.
 */
export const mappingYaml = (mapping: Mapping): string => stringify(writtenOut(mapping), { lineWidth: 0 })

/** The same for a chat, which may take the spaces at the beginning of a line away: no line needs any. */
export function mappingYamlForChat(mapping: Mapping): string {
  const lines = Object.entries(writtenOut(mapping)).map(([key, value]) =>
    stringify(
      { [key]: value },
      { lineWidth: 0, collectionStyle: typeof value === 'object' ? 'flow' : 'any' },
    ).trimEnd(),
  )
  // The outermost braces of flow style are those of the line itself.
  return lines.map((line) => line.replace(/^\{ (.*) \}$/s, '$1')).join('\n')
}

function writtenOut(mapping: Mapping): Record<string, unknown> {
  const { columns, format, lookups, ...rest } = mapping
  const order = factFields(mapping.fact).map((field) => field.name)
  const sorted = Object.entries(columns).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  return bare({
    ...rest,
    format: formatOf(format),
    lookups: Object.fromEntries(
      Object.entries(lookups).map(([name, one]) => [name, bare({ ...one, format: formatOf(one.format) })]),
    ),
    columns: Object.fromEntries(sorted.map(([field, spec]) => [field, columnOf(spec)])),
  })
}

function formatOf(format: Mapping['format']): Record<string, unknown> {
  const { dates, ...rest } = format
  const plain = dates.length === 1 && dates[0] === 'ISO'
  const { decimal, blanks, ...others } = rest
  return bare({
    ...others,
    ...(plain ? {} : { dates: one(dates) }),
    ...(decimal === '.' ? {} : { decimal }),
    ...(blanks.length === 0 ? {} : { blanks }),
  })
}

function columnOf(spec: Mapping['columns'][string]): unknown {
  const { required, dates, ...rest } = spec
  const written = bare({ ...rest, ...(required ? { required } : {}), ...(dates ? { dates: one(dates) } : {}) })
  const [only, ...more] = Object.keys(written)
  return only === 'column' && more.length === 0 ? written.column : written
}

const one = (list: readonly string[]): string | readonly string[] => (list.length === 1 ? (list[0] ?? '') : list)

/** Without what is not there: undefined values and empty objects. */
function bare(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, one]) =>
        one !== undefined &&
        !(typeof one === 'object' && one !== null && !Array.isArray(one) && Object.keys(one).length === 0),
    ),
  )
}
