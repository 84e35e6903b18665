import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino'
import { clip } from '../chat/text.js'

/** What an error of drizzle says behind its statement: every value that was bound, and with them whatever a person typed. */
const bound = /(Failed query: [\s\S]*?)\nparams: [\s\S]*/
/** Where PostgreSQL repeats a value: `invalid input syntax for type date: "..."`, `value "..." is out of range`. */
const repeated = /(invalid input [^:"\n]*|field value out of range): "[\s\S]*"|(value) "[\s\S]*"(?= is out of range)/
/** A chain of causes longer than this is a circle. */
const mostCauses = 5
/** In UTF-16 units. A statement with ten thousand placeholders, or a page that some proxy answered, says no more than its beginning. */
const longest = 2_000

/**
 * The program's log: one JSON object per line, its time in UTC. Errors are written with type, words, code, stack and causes,
 * whatever the name under which they are given, and without the values of a statement that failed: rows hold what people typed,
 * and a log is read, copied and kept by other rules than a database. Being JSON, no value can begin a line of its own.
 * @param level `debug`, `info`, `warn` or `error`
 * @param destination where the lines go; by default the standard output
 */
export function logger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => error },
    formatters: { log: (fields) => mapped(fields) },
    hooks: {
      logMethod(args, method) {
        const [fields, text, ...more] = args
        // Without words of its own a line would get the raw ones of its error.
        const given = fields instanceof Error ? { err: fields } : fields
        const words = text ?? (fields instanceof Error ? fields.message : '')
        method.apply(this, [given, withoutValues(words), ...more])
      },
    },
  }
  return destination ? pino(options, destination) : pino(options)
}

function mapped(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, written(value, 0)]))
}

function written(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutValues(value)
  if (!(value instanceof Error)) return value
  if (depth > mostCauses) return value.name
  const message = withoutValues(value.message)
  return {
    type: value.constructor.name,
    message,
    ...('code' in value ? { code: value.code } : {}),
    stack:
      value.stack === undefined
        ? undefined
        : clip(
            value.stack.replace(value.message, () => message),
            2 * longest,
          ),
    ...(value.cause === undefined ? {} : { cause: written(value.cause, depth + 1) }),
  }
}

function withoutValues(text: string): string {
  return clip(text.replace(bound, '$1').replace(repeated, '$1$2'), longest)
}
