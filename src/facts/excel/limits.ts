/**
 * What is read of a workbook at most. An .xlsx file is compressed, and a small one can be made to grow without end: each part is
 * given up as soon as it is larger than it states, and stated sizes beyond these are refused before anything is unpacked.
 */
export const LIMITS = {
  /** Parts of the zip. Real workbooks have some dozens. */
  entries: 2_000,
  /** Unpacked bytes of the parts that are read: names of sheets, styles. */
  part: 8 * 1024 * 1024,
  /** Unpacked bytes of the table of strings; it is held in memory. */
  strings: 96 * 1024 * 1024,
  /** Unpacked bytes of one sheet; it is read as a stream. */
  sheet: 512 * 1024 * 1024,
  /** Excel's own: 16,384 columns by 1,048,576 rows (Microsoft, "Excel specifications and limits"). */
  rows: 1_048_576,
  /** Columns with a name. More is a sheet that somebody formatted to its end. */
  columns: 500,
  /** Characters of one row, as of a row of CSV. */
  row: 1024 * 1024,
  /** Characters of one cell (Excel's own). */
  cell: 32_767,
} as const
