import type { Block, Table } from '../../../chat/message.js'
import { clip, type Text } from '../../../chat/text.js'
import * as limits from '../limits.js'
import type { Element, FactSet, RichText, TableElement, TextBlock } from './elements.js'
import { folded, type Pen } from './pen.js'
import { data, isHarmless } from './safe.js'
import { clipText, textElements } from './text.js'

type Cell = readonly (RichText | TextBlock)[]

/** A line of the card's own words: a caption, or what was left out. */
export function line(text: string, look: { readonly weight?: 'bolder'; readonly isSubtle?: boolean } = {}): RichText {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...look }] }
}

export function note(text: string): RichText {
  return {
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, isSubtle: true, size: 'small' }],
    spacing: 'small',
  }
}

/** A table under its caption. Columns and rows beyond what a reader can take in are counted in a line below. */
export function tableElements(table: Table, pen: Pen): readonly Element[] {
  const caption =
    table.caption.trim() === '' ? [] : [line(data(clip(table.caption, limits.HEADING)), { weight: 'bolder' })]
  const columns = table.columns.slice(0, limits.COLUMNS)
  if (columns.length === 0) return caption
  const rows = table.rows.slice(0, pen.measure.rows)
  const left = [table.rows.length - rows.length, table.columns.length - columns.length].filter((count) => count > 0)
  const cells = rows.map((row) => columns.map((column, index) => cell(row[index] ?? [], column.align, pen)))
  return [...caption, grid(columns, cells), ...left.map((count) => note(folded(count)))]
}

function cell(text: Text, align: 'start' | 'end', pen: Pen): Cell {
  return textElements(text, pen, align === 'end' ? { align: 'right' } : {}, pen.measure.cell)
}

interface Column {
  readonly label: string
  readonly align: 'start' | 'end'
}

/** The element alone, with its first row as the header that screen readers announce. */
export function grid(columns: readonly Column[], rows: readonly (readonly Cell[])[]): TableElement {
  const header = columns.map(({ label, align }): Cell => {
    const run = { type: 'TextRun', text: data(clip(label, limits.FACT_LABEL)), weight: 'bolder' } as const
    const side = align === 'end' ? ({ horizontalAlignment: 'right' } as const) : {}
    return label.trim() === '' ? [] : [{ type: 'RichTextBlock', inlines: [run], ...side }]
  })
  return {
    type: 'Table',
    firstRowAsHeader: true,
    showGridLines: true,
    columns: columns.map(({ align }) => ({
      width: 1,
      ...(align === 'end' && { horizontalCellContentAlignment: 'right' as const }),
    })),
    rows: [header, ...rows].map((cells) => ({
      type: 'TableRow',
      cells: cells.map((items) => ({ type: 'TableCell', items })),
    })),
  }
}

/**
 * Labels with values. A FactSet parses both as Markdown, so it is used where every word is harmless; otherwise the same is drawn
 * as a table without lines.
 */
export function factElements(facts: (Block & { kind: 'facts' })['facts'], pen: Pen): readonly Element[] {
  const shown = facts.slice(0, pen.measure.facts)
  if (shown.length === 0) return []
  const rest = facts.length - shown.length
  const set = factSet(shown, pen)
  return [set ?? factTable(shown, pen), ...(rest > 0 ? [note(folded(rest))] : [])]
}

function factSet(facts: (Block & { kind: 'facts' })['facts'], pen: Pen): FactSet | null {
  const drawn: { title: string; value: string }[] = []
  for (const fact of facts) {
    const title = data(clip(fact.label, limits.FACT_LABEL))
    const value = plainValue(clipText(fact.value, pen.measure.cell), pen)
    if (value === null || !isHarmless(title)) return null
    drawn.push({ title, value })
  }
  return { type: 'FactSet', facts: drawn }
}

/** The value as one harmless line of Markdown, mentions included; null where it takes more than that. */
function plainValue(text: Text, pen: Pen): string | null {
  if (text.some((span) => span.kind !== 'plain' && span.kind !== 'person')) return null
  const [only, ...more] = textElements(text, pen)
  if (only === undefined || more.length > 0) return null
  if (only.type === 'TextBlock') return only.text
  const words = only.inlines.map((run) => run.text).join('')
  return isHarmless(words.trim()) ? words.trim() : null
}

function factTable(facts: (Block & { kind: 'facts' })['facts'], pen: Pen): TableElement {
  return {
    type: 'Table',
    firstRowAsHeader: false,
    showGridLines: false,
    columns: [{ width: 1 }, { width: 2 }],
    rows: facts.map((fact) => ({
      type: 'TableRow',
      cells: [
        { type: 'TableCell', items: [line(data(clip(fact.label, limits.FACT_LABEL)) || '–', { weight: 'bolder' })] },
        { type: 'TableCell', items: textElements(fact.value, pen, {}, pen.measure.cell) },
      ],
    })),
  }
}
