import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { assertNever } from '../../assert-never.js'
import { useApp } from '../app.js'
import { Chart } from '../charts/chart.js'
import { parseMarkdown } from '../text/markdown.js'
import { Parts } from '../text/rich.js'
import { Problem } from '../ui/problem.js'
import { words } from '../words.js'
import { CardView, Carousel } from './card.js'
import { slackChartModel } from './chart.js'
import { ElementView } from './elements.js'
import { Input } from './input.js'
import { Picture } from './picture.js'
import { richParts } from './rich-text.js'
import { parseBlock, type SlackBlock } from './schema/blocks.js'
import type { TextObject } from './schema/objects.js'
import { DataTable, Table } from './tables.js'
import { TextView } from './text.js'

/** Slack folds a long section away; these many characters still stand open. */
const FOLDED = 700

/** Draws blocks as Slack's client does. A block that cannot be drawn stands there as an error, with its JSON. */
export function Blocks({ blocks, place = 'block' }: { blocks: readonly unknown[]; place?: string }) {
  return (
    <div class="blocks">
      {blocks.map((raw, index) => (
        <BlockView key={keyOf(raw, index)} raw={raw} place={`${place}-${index}`} />
      ))}
    </div>
  )
}

function keyOf(raw: unknown, index: number): string {
  const id = typeof raw === 'object' && raw !== null && 'block_id' in raw ? raw.block_id : undefined
  return typeof id === 'string' ? id : String(index)
}

function BlockView({ raw, place }: { raw: unknown; place: string }) {
  const parsed = useMemo(() => parseBlock(raw), [raw])
  switch (parsed.kind) {
    case 'unknown':
      return <Problem title={words.blocks.unknownTitle} lines={[words.blocks.unknown(parsed.type)]} json={raw} />
    case 'broken':
      return (
        <Problem
          title={words.blocks.unknownTitle}
          lines={[words.blocks.broken(parsed.type), ...parsed.issues]}
          json={raw}
        />
      )
    case 'block':
      return <KnownBlock block={parsed.block} place={parsed.block.block_id ?? place} />
  }
}

function KnownBlock({ block, place }: { block: SlackBlock; place: string }): VNode {
  const { session } = useApp()
  switch (block.type) {
    case 'section':
      return <Section block={block} place={place} />
    case 'header':
      return (
        <h3 class="block-header">
          <TextView text={block.text} inline />
        </h3>
      )
    case 'context':
      return (
        <div class="block-context">
          {block.elements.map((one, index) =>
            one.type === 'image' ? (
              <Picture key={index} image={one} small />
            ) : (
              <TextView key={index} text={one} inline />
            ),
          )}
        </div>
      )
    case 'actions':
    case 'context_actions':
      return (
        <div class="block-actions">
          {block.elements.map((one, index) => (
            <ElementView key={index} element={one} place={place} label={words.form.choose} />
          ))}
        </div>
      )
    case 'divider':
      return <hr />
    case 'rich_text':
      return (
        <div class="text">
          <Parts parts={richParts(block.elements)} />
        </div>
      )
    case 'table':
      return <Table block={block} />
    case 'data_table':
      return <DataTable block={block} />
    case 'data_visualization':
      return <Chart chart={slackChartModel(block.title, block.chart)} locale={session.viewer.value.locale} />
    case 'image':
      return (
        <figure class="block-image">
          {block.title !== undefined && (
            <figcaption>
              <TextView text={block.title} inline />
            </figcaption>
          )}
          <Picture image={block} />
        </figure>
      )
    case 'markdown':
      return (
        <div class="text">
          <Parts parts={parseMarkdown(block.text)} />
        </div>
      )
    case 'alert':
      return (
        <div class="block-alert" data-level={block.level ?? 'default'} role="note">
          <strong>{words.blocks.levels[block.level ?? 'default']}</strong>
          <TextView text={block.text} />
        </div>
      )
    case 'card':
      return <CardView card={block} place={place} />
    case 'carousel':
      return <Carousel cards={block.elements} place={place} />
    case 'container':
      return <Container block={block} place={place} />
    case 'input':
      return <Input block={block} place={place} />
    default:
      return assertNever(block)
  }
}

function Section({ block, place }: { block: Extract<SlackBlock, { type: 'section' }>; place: string }) {
  const label = (block.text?.text ?? words.form.choose).slice(0, 80)
  return (
    <div class="block-section">
      <div class="block-section-text text">
        {block.text !== undefined && <Foldable text={block.text} open={block.expand === true} />}
        {block.fields !== undefined && (
          <div class="block-fields">
            {block.fields.map((field, index) => (
              <div key={index}>
                <TextView text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory !== undefined && (
        <div class="block-accessory">
          <ElementView element={block.accessory} place={place} label={label} />
        </div>
      )}
    </div>
  )
}

function Foldable({ text, open }: { text: TextObject; open: boolean }) {
  const [all, setAll] = useState(open || text.text.length <= FOLDED)
  if (open || text.text.length <= FOLDED) return <TextView text={text} />
  return (
    <>
      <div class={all ? '' : 'folded'}>
        <TextView text={text} />
      </div>
      <button type="button" class="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? words.blocks.seeLess : words.blocks.seeMore}
      </button>
    </>
  )
}

function Container({ block, place }: { block: Extract<SlackBlock, { type: 'container' }>; place: string }) {
  const head = (
    <span class="block-container-head">
      {block.rich_text_title !== undefined ? (
        <Parts parts={richParts(block.rich_text_title.elements)} />
      ) : (
        block.title !== undefined && <TextView text={block.title} inline />
      )}
      {block.subtitle !== undefined && (
        <small>
          <TextView text={block.subtitle} inline />
        </small>
      )}
    </span>
  )
  const inner = <Blocks blocks={block.child_blocks} place={place} />
  if (block.is_collapsible !== true)
    return (
      <section class="block-container">
        {head}
        {inner}
      </section>
    )
  return (
    <details class="block-container" open={block.default_collapsed !== true}>
      <summary>{head}</summary>
      {inner}
    </details>
  )
}
