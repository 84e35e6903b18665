import type { z } from 'zod'

/** Where blocks stand. */
export type Surface = 'message' | 'modal' | 'home'

/** One reason for which Slack refuses a payload, at a JSON pointer. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** The issues of a failed check as problems below a pointer. */
export function problemsOf(error: z.core.$ZodError, at: string): readonly Problem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, at))
}

function problemsOfIssue(issue: z.core.$ZodIssue, at: string): readonly Problem[] {
  const path = [at, ...issue.path.map(String)].join('/')
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: `${path}/${key}`, message: `no such field: ${key}` }))
    case 'too_big':
      return [{ path, message: tooBig(issue.origin, Number(issue.maximum)) }]
    case 'too_small':
      return [{ path, message: tooSmall(issue.origin, Number(issue.minimum)) }]
    case 'invalid_type':
      return [
        { path, message: issue.input === undefined ? 'missing required field' : `must provide a ${issue.expected}` },
      ]
    case 'invalid_union':
      return [{ path, message: issue.discriminator ? `unsupported ${issue.discriminator}` : issue.message }]
    case 'invalid_value':
      return [{ path, message: `must be one of: ${issue.values.map(String).join(', ')}` }]
    default:
      return [{ path, message: issue.message }]
  }
}

function tooBig(origin: string, max: number): string {
  if (origin === 'string') return `must be less than ${max + 1} characters`
  return origin === 'array' ? `no more than ${max} items allowed` : `must be at most ${max}`
}

function tooSmall(origin: string, min: number): string {
  if (origin === 'string') return `must be more than ${min - 1} characters`
  return origin === 'array' ? `no fewer than ${min} items allowed` : `must be at least ${min}`
}
