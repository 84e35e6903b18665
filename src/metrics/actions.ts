import { z } from 'zod'
import type { Action } from '../chat/action.js'
import { factNames } from '../facts/catalogue.js'
import { type Question, question } from './question.js'

const metric = z.object({ metric: z.string() })

/** Asks the words as if they had been typed: the nearest readings of what was not understood. */
export const askWords: Action<{ words: string }> = {
  id: 'metrics.ask',
  args: z.object({ words: z.string() }),
  opens: null,
}

/** Posts an answer where it was asked for: the same question, asked again under the rights of whoever presses. */
export const shareAnswer: Action<{ question: Question }> = {
  id: 'metrics.share',
  args: z.object({ question }),
  opens: null,
}

/** Asks when somebody wants to be told of a number by itself. Bound by what people follow, which stands above. */
export const followNumber: Action<{ question: Question }> = {
  id: 'metrics.follow',
  args: z.object({ question }),
  opens: 'form',
}

/** Hands what a number asks for to a department. Bound by handoffs, which stand above. */
export const handOverNumber: Action<{ question: Question }> = {
  id: 'metrics.hand_over',
  args: z.object({ question }),
  opens: 'form',
}

/** Shows what a metric means, to the person alone. */
export const aboutMetric: Action<{ metric: string }> = { id: 'metrics.about', args: metric, opens: null }

/** Shows everything that can be asked, to the person alone. */
export const listMetrics: Action<Record<string, never>> = {
  id: 'metrics.list',
  args: z.record(z.string(), z.never()),
  opens: null,
}

/** What rows are wanted: behind which question, of which of the metric's facts, and after how many others. */
const rows = z.object({ question, fact: z.enum(factNames).nullable(), offset: z.int().min(0).max(10_000_000) })
export type RowsWanted = z.infer<typeof rows>

/** Shows the rows behind a number, to the person alone: a first page of them. */
export const showRows: Action<RowsWanted> = { id: 'metrics.rows', args: rows, opens: null }

/** Another page, or some of the rows only, in the place of the page that stands there. */
export const turnRows: Action<RowsWanted> = { id: 'metrics.rows_page', args: rows, opens: null }

const exported = z.object({ question, fact: z.enum(factNames) })
export type RowsExport = z.infer<typeof exported>

/** Gives all rows behind a number as a file, to the person alone. */
export const exportRows: Action<RowsExport> = { id: 'metrics.rows_csv', args: exported, opens: null }

/** Says to whoever answers for it that a record or the number itself is wrong. */
export const reportWrong: Action<RowsWanted> = { id: 'metrics.report', args: rows, opens: 'form' }

/** Asks the owners of a metric to be let read it. */
export const requestAccess: Action<{ metric: string }> = { id: 'metrics.request_access', args: metric, opens: null }

const access = z.object({ metric: z.string(), person: z.int() })
type Access = z.infer<typeof access>

/** Lets somebody read a metric who asked for it. */
export const grantAccess: Action<Access> = { id: 'metrics.grant_access', args: access, opens: null }

/** Does not. */
export const declineAccess: Action<Access> = { id: 'metrics.decline_access', args: access, opens: null }

/** Takes back what was granted. */
export const revokeAccess: Action<Access> = { id: 'metrics.revoke_access', args: access, opens: null }

/** Shows each source's number side by side, and the rows that differ, to the person alone. */
export const showSources: Action<{ metric: string }> = { id: 'metrics.sources', args: metric, opens: null }

const settlement = z.object({ metric: z.string(), use: z.string(), both: z.boolean() })
export type SettleArgs = z.infer<typeof settlement>

/** Says which of two sources a metric is counted from, or that both are kept under two names, and why. */
export const settle: Action<SettleArgs> = { id: 'metrics.settle', args: settlement, opens: 'form' }

/** Shows what was posted of a metric, and what it would be today, to the person alone. */
export const showHistory: Action<{ metric: string }> = { id: 'metrics.history', args: metric, opens: null }

/** Asks what a new metric is called, and what it counts. */
export const newMetric: Action<Record<string, never>> = {
  id: 'metrics.new',
  args: z.record(z.string(), z.never()),
  opens: 'form',
}

const outline = z.object({
  label: z.string().max(100),
  kind: z.enum(['count', 'sum', 'share', 'time']),
  fact: z.enum(factNames),
  department: z.string(),
})
export type Outline = z.infer<typeof outline>

/** Asks for the fields of a new metric, and shows its result before it is saved. */
export const newMetricFields: Action<Outline> = { id: 'metrics.new_fields', args: outline, opens: 'form' }

const change = z.object({ change: z.int() })

/** Saves a metric that was shown, or proposes it to those who have to agree. */
export const saveMetric: Action<{ change: number }> = { id: 'metrics.save', args: change, opens: null }

/** Agrees to a definition. */
export const approveMetric: Action<{ change: number }> = { id: 'metrics.approve', args: change, opens: null }

/** Does not. */
export const declineMetric: Action<{ change: number }> = { id: 'metrics.decline', args: change, opens: null }

/** Keeps a figure that somebody types in. */
export const enterValue: Action<{ metric: string }> = { id: 'metrics.enter', args: metric, opens: 'form' }
