const known = new Set(Intl.supportedValuesOf('currency'))

/** Whether a word is a currency's ISO 4217 code. */
export function isCurrency(code: string): boolean {
  return known.has(code)
}
