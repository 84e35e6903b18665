/** Closes a `switch` over a union (the playground imports nothing of the bot, so it has its own). */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
