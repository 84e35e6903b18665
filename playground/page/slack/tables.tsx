import { useId, useState } from 'preact/hooks'
import { useApp } from '../app.js'
import { Parts } from '../text/rich.js'
import { Icon } from '../ui/icon.js'
import { scrollable } from '../ui/scrollable.js'
import { words } from '../words.js'
import { richParts, richPlain } from './rich-text.js'
import type { SlackBlock } from './schema/blocks.js'
import type { Cell } from './schema/objects.js'

const PAGE_SIZE = 5

/** A plain table. The first row is its head. */
export function Table({ block }: { block: Extract<SlackBlock, { type: 'table' }> }) {
  const [head = [], ...rows] = block.rows
  const settings = block.column_settings ?? []
  const style = (column: number) => ({
    textAlign: logical(settings[column]?.align),
    whiteSpace: settings[column]?.is_wrapped === true ? 'normal' : 'nowrap',
  })
  return (
    <section class="scroll-x" aria-label={words.blocks.table} {...scrollable}>
      <table class="grid">
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" style={style(column)}>
                <CellView cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} style={style(column)}>
                  <CellView cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function logical(align: 'left' | 'center' | 'right' | undefined): string {
  return align === 'center' ? 'center' : align === 'right' ? 'end' : 'start'
}

interface Order {
  readonly column: number
  readonly down: boolean
}

/** A table that pages and sorts. */
export function DataTable({ block }: { block: Extract<SlackBlock, { type: 'data_table' }> }) {
  const { session } = useApp()
  const caption = useId()
  const [page, setPage] = useState(0)
  const [order, setOrder] = useState<Order | null>(null)
  const [head = [], ...rows] = block.rows
  const size = block.page_size ?? PAGE_SIZE
  const sorted = order === null ? rows : [...rows].sort(by(order, session.viewer.value.locale))
  const shown = sorted.slice(page * size, (page + 1) * size)
  const rowHead = block.row_header_column_index ?? 0
  const sort = (column: number) => {
    setOrder(order?.column === column ? (order.down ? null : { column, down: true }) : { column, down: false })
    setPage(0)
  }
  return (
    <div class="data-table">
      <section class="scroll-x" aria-labelledby={caption} {...scrollable}>
        <table class="grid">
          <caption id={caption} dir="auto">
            {block.caption}
          </caption>
          <thead>
            <tr>
              {head.map((cell, column) => (
                <th
                  key={column}
                  scope="col"
                  class={isNumber(rows[0]?.[column]) ? 'number' : undefined}
                  aria-sort={order?.column === column ? (order.down ? 'descending' : 'ascending') : 'none'}
                >
                  <button
                    type="button"
                    class="sort"
                    title={words.blocks.sortBy(plain(cell))}
                    onClick={() => sort(column)}
                  >
                    <CellView cell={cell} />
                    <span aria-hidden="true">{order?.column === column ? (order.down ? '↓' : '↑') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) =>
                  column === rowHead ? (
                    <th key={column} scope="row">
                      <CellView cell={cell} />
                    </th>
                  ) : (
                    <td key={column} class={isNumber(cell) ? 'number' : undefined}>
                      <CellView cell={cell} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > size && <Pager page={page} size={size} total={rows.length} onTurn={setPage} />}
    </div>
  )
}

interface PagerProps {
  readonly page: number
  readonly size: number
  readonly total: number
  readonly onTurn: (page: number) => void
}

function Pager({ page, size, total, onTurn }: PagerProps) {
  const last = Math.ceil(total / size) - 1
  return (
    <div class="pager">
      <button
        type="button"
        class="icon-button"
        aria-label={words.blocks.previousPage}
        disabled={page === 0}
        onClick={() => onTurn(page - 1)}
      >
        <Icon name="back" flip />
      </button>
      <span role="status">{words.blocks.page(page * size + 1, Math.min(total, (page + 1) * size), total)}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={words.blocks.nextPage}
        disabled={page === last}
        onClick={() => onTurn(page + 1)}
      >
        <Icon name="next" flip />
      </button>
    </div>
  )
}

function CellView({ cell }: { cell: Cell }) {
  if (cell.type === 'rich_text') return <Parts parts={richParts(cell.elements)} />
  return <span dir="auto">{plain(cell)}</span>
}

function isNumber(cell: Cell | undefined): boolean {
  return cell?.type === 'raw_number'
}

function plain(cell: Cell): string {
  if (cell.type === 'raw_number') return cell.text ?? String(cell.value)
  return cell.type === 'raw_text' ? cell.text : richPlain(cell.elements)
}

/** Numbers by size, everything else by the alphabet of the reader's language. */
function by({ column, down }: Order, locale: string) {
  const collator = new Intl.Collator(locale, { numeric: true })
  return (one: readonly Cell[], other: readonly Cell[]): number => {
    const [a, b] = [one[column], other[column]]
    if (a === undefined || b === undefined) return 0
    const compared =
      a.type === 'raw_number' && b.type === 'raw_number' ? a.value - b.value : collator.compare(plain(a), plain(b))
    return down ? -compared : compared
  }
}
