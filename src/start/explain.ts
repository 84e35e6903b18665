/**
 * An error for the terminal: its words, and those of its causes. Errors of our own (they carry a `code`) say all that is
 * needed; of anything else the stack is shown too, because then the fault is ours.
 */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const known = 'code' in error && typeof error.code === 'string'
  const cause = error.cause instanceof Error && !known ? `\n${explain(error.cause)}` : ''
  return `${known ? error.message : (error.stack ?? error.message)}${cause}`
}
