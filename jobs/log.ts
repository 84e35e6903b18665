/** What the loops need of a logger (pino fits). Never give it a token or what a person typed. */
export interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}
