import { basename } from 'node:path'
import { fileKind, openExcel } from './excel/excel.js'
import type { FormatSpec } from './mapping-schema.js'
import { FactsError } from './problems.js'
import { openCsv } from './reader.js'
import type { Table } from './table.js'

/**
 * Opens a file as a table, whatever it is by its first bytes: a sheet of an Excel workbook, or CSV.
 * @throws FactsError when it is missing, empty, or cannot be read
 */
export async function openTable(file: string, format: Partial<FormatSpec> = {}): Promise<Table> {
  switch (await kindOf(file)) {
    case 'zip':
      return openExcel(file, format)
    case 'old excel':
      throw new FactsError([{ at: basename(file), key: 'facts.excel_old', args: {} }])
    case 'text':
      return openCsv(file, format)
  }
}

async function kindOf(file: string): ReturnType<typeof fileKind> {
  try {
    return await fileKind(file)
  } catch (error) {
    throw new FactsError([{ at: file, key: 'facts.file_unreadable', args: {} }], error)
  }
}
