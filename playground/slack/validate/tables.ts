import { z } from 'zod'
import { LIMITS } from '../limits.js'
import { blockId } from './objects.js'
import { richText } from './rich-text.js'

/** Tables and charts. */

const rawText = z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) })
const rawNumber = z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) })
const cell = z.discriminatedUnion('type', [rawText, rawNumber, richText])

export const table = z.strictObject({
  type: z.literal('table'),
  block_id: blockId,
  rows: z.array(z.array(cell).min(1).max(LIMITS.tableColumns)).min(1).max(LIMITS.tableRows),
  column_settings: z
    .array(
      z
        .strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() })
        .nullable(),
    )
    .max(LIMITS.tableColumns)
    .optional(),
})

export const dataTable = z
  .strictObject({
    type: z.literal('data_table'),
    block_id: blockId,
    caption: z.string().min(1),
    rows: z
      .array(z.array(cell).min(1).max(LIMITS.dataTableColumns))
      .min(LIMITS.dataTableRowsMin)
      .max(LIMITS.dataTableRows),
    page_size: z.number().int().min(1).max(LIMITS.pageSize).optional(),
    row_header_column_index: z.number().int().min(0).optional(),
  })
  .superRefine((block, context) => {
    const columns = block.rows[0]?.length ?? 0
    block.rows.forEach((row, index) => {
      if (row.length !== columns)
        context.addIssue({ code: 'custom', path: ['rows', index], message: 'must have as many cells as the first row' })
    })
    block.rows[0]?.forEach((one, index) => {
      if (one.type === 'rich_text')
        context.addIssue({ code: 'custom', path: ['rows', 0, index], message: 'header cells must not be rich_text' })
    })
    if ((block.row_header_column_index ?? 0) >= columns)
      context.addIssue({ code: 'custom', path: ['row_header_column_index'], message: 'must be one of the columns' })
  })

const label = z.string().min(1).max(LIMITS.chartLabel)
const axisLabel = z.string().min(1).max(LIMITS.chartAxisLabel).optional()

const pie = z.strictObject({
  type: z.literal('pie'),
  segments: z
    .array(z.strictObject({ label, value: z.number().positive() }))
    .min(1)
    .max(LIMITS.chartSegments),
})

const plotted = {
  series: z
    .array(
      z.strictObject({
        name: label,
        data: z
          .array(z.strictObject({ label, value: z.number() }))
          .min(1)
          .max(LIMITS.chartCategories),
      }),
    )
    .min(1)
    .max(LIMITS.chartSeries),
  axis_config: z.strictObject({
    categories: z.array(label).min(1).max(LIMITS.chartCategories),
    x_label: axisLabel,
    y_label: axisLabel,
  }),
}

export const dataVisualization = z
  .strictObject({
    type: z.literal('data_visualization'),
    block_id: blockId,
    title: z.string().min(1).max(LIMITS.chartTitle),
    chart: z.discriminatedUnion('type', [
      pie,
      z.strictObject({ type: z.literal('bar'), ...plotted }),
      z.strictObject({ type: z.literal('area'), ...plotted }),
      z.strictObject({ type: z.literal('line'), ...plotted }),
    ]),
  })
  .superRefine(({ chart }, context) => {
    if (chart.type === 'pie') return
    const say = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path: ['chart', ...path], message })
    const categories = chart.axis_config.categories
    if (new Set(categories).size !== categories.length) say(['axis_config', 'categories'], 'must not repeat')
    if (new Set(chart.series.map((one) => one.name)).size !== chart.series.length)
      say(['series'], 'must have unique names')
    chart.series.forEach((one, index) => {
      const labels = one.data.map((point) => point.label)
      if (labels.length !== categories.length || !categories.every((name) => labels.includes(name)))
        say(['series', index, 'data'], 'must have exactly one point for every category')
    })
  })

/** The characters of all cells of one table. */
export function tableText(rows: readonly (readonly unknown[])[]): number {
  const count = (value: unknown): number => {
    if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + count(one), 0)
    if (typeof value !== 'object' || value === null) return 0
    return Object.entries(value).reduce(
      (sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : count(inner)),
      0,
    )
  }
  return count(rows)
}
