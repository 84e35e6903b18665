/** Closes a `switch` over a union: a new member that some converter forgot fails the build, not a message. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
