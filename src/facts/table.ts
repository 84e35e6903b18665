/** One row as its source gave it. `line` is where it begins in its file, 1 being the header's. */
export interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Rows under named columns, wherever they come from. `batches` may be called again and gives the same rows; it holds one batch
 * at a time, so that ten million rows take no more memory than a thousand.
 */
export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** How many bytes there are to read, for progress. */
  readonly size: number
  /**
   * @param onBytes told how many bytes have been read so far
   * @throws FactsError when the source turns out to be unreadable on the way
   */
  batches(onBytes?: (bytes: number) => void): AsyncIterable<readonly Row[]>
}
