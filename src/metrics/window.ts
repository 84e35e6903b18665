/** A stretch of days, half-open, and the last day that counts in it: where a stock is measured. */
export interface Window {
  readonly from: string
  readonly to: string
  readonly at: string
}
