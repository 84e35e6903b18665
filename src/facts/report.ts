import { z } from 'zod'
import { factNames } from './catalogue.js'
import { refusal } from './refusal.js'

/** A name that an import met and could not place. */
const unknownName = z
  .object({
    field: z.string(),
    name: z.string(),
    rows: z.number(),
    /** The lookup file that does not have it; null where it only looks like another name of its field. */
    file: z.string().nullable(),
    /** What it may mean, nearest first. */
    near: z.array(z.string()).readonly(),
  })
  .readonly()
export type UnknownName = z.infer<typeof unknownName>

/**
 * What an import did. `read` is `added + changed + unchanged + refused`; `refusals` are the first of them, all stand in
 * `refusedFile`. `blanks` counts empty cells by field, `undated` the won and lost deals without a closing day, which count in
 * no period. `seconds` is how long it took.
 */
export const importReport = z
  .object({
    source: z.string(),
    label: z.string(),
    fact: z.enum(factNames),
    file: z.string(),
    read: z.number(),
    added: z.number(),
    changed: z.number(),
    unchanged: z.number(),
    refused: z.number(),
    refusals: z.array(refusal).readonly(),
    refusedFile: z.string().nullable(),
    blanks: z.record(z.string(), z.number()),
    undated: z.number(),
    unknown: z.array(unknownName).readonly(),
    seconds: z.number(),
  })
  .readonly()
export type ImportReport = z.infer<typeof importReport>

/** Whether any row got in: an import of which nothing is left is a failure, however politely each row was refused. */
export function gotAnything(report: ImportReport): boolean {
  return report.read > report.refused
}
