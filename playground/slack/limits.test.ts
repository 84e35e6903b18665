import { describe, expect, test } from 'vitest'
import {
  actions,
  type Block,
  button,
  card,
  cell,
  chart,
  confirm,
  container,
  dataTable,
  image,
  input,
  label20,
  many,
  modal,
  mrkdwn,
  option,
  pie,
  plain,
  quarters,
  row,
  section,
  select,
  series,
  table,
  textInput,
  video,
  words,
} from '../../test/block-samples.js'
import { LIMITS } from './limits.js'
import { blocksTooLong, type Surface, validateBlocks } from './validate-blocks.js'
import { validateView } from './validate-view.js'

type Limit = keyof typeof LIMITS

/** Blocks that are just within a limit for `n = limit`, and past it for one more. */
const upTo: Partial<Record<Limit, { surface?: Surface; blocks: (n: number) => readonly Block[] }>> = {
  messageBlocks: { blocks: (n) => many(n, () => ({ type: 'divider' })) },
  viewBlocks: { surface: 'home', blocks: (n) => many(n, () => ({ type: 'divider' })) },
  blockId: { blocks: (n) => [section({ block_id: words(n) })] },
  actionId: { blocks: (n) => [actions(button({ action_id: words(n) }))] },
  text: { blocks: (n) => [section({ text: mrkdwn(words(n)) })] },
  sectionFields: { blocks: (n) => [section({ fields: many(n, () => mrkdwn('f')) })] },
  sectionField: { blocks: (n) => [section({ fields: [mrkdwn(words(n))] })] },
  headerText: { blocks: (n) => [{ type: 'header', text: plain(words(n)) }] },
  contextElements: { blocks: (n) => [{ type: 'context', elements: many(n, () => mrkdwn('c')) }] },
  actionsElements: { blocks: (n) => [actions(...many(n, (index) => button({ action_id: `b${index}` })))] },
  contextActionsElements: {
    blocks: (n) => [
      {
        type: 'context_actions',
        elements: many(n, (index) => ({
          type: 'icon_button',
          icon: 'trash',
          text: plain('x'),
          action_id: `i${index}`,
        })),
      },
    ],
  },
  inputLabel: { surface: 'modal', blocks: (n) => [input(select(), { label: plain(words(n)) })] },
  inputHint: { surface: 'modal', blocks: (n) => [input(select(), { hint: plain(words(n)) })] },
  imageAltText: { blocks: (n) => [image({ alt_text: words(n) })] },
  imageTitle: { blocks: (n) => [image({ title: plain(words(n)) })] },
  imageUrl: { blocks: (n) => [image({ image_url: `https://acme.example/${words(n - 21)}` })] },
  markdownText: { blocks: (n) => [{ type: 'markdown', text: words(n) }] },
  tableRows: { blocks: (n) => [table(many(n, () => row(1)))] },
  tableColumns: { blocks: (n) => [table([row(n)])] },
  tablesPerMessage: { blocks: (n) => many(n, () => table([row(1)])) },
  tableText: { blocks: (n) => [table([[cell(words(n))]])] },
  dataTableRows: { blocks: (n) => [dataTable(many(n, () => row(2)))] },
  dataTableColumns: { blocks: (n) => [dataTable([row(n), row(n)])] },
  dataTableText: { blocks: (n) => [dataTable([[cell('h')], [cell(words(n - 1))]])] },
  pageSize: { blocks: (n) => [dataTable([row(1), row(1)], { page_size: n })] },
  chartTitle: { blocks: (n) => [chart({}, { title: words(n) })] },
  chartSeries: { blocks: (n) => [chart({ series: many(n, (index) => series(`s${index}`, quarters)) })] },
  chartSegments: { blocks: (n) => [pie(many(n, (index) => ({ label: `s${index}`, value: 1 })))] },
  chartLabel: { blocks: (n) => [pie([{ label: words(n), value: 1 }])] },
  chartCategories: {
    blocks: (n) => [chart({ series: [series('s', many(n, label20))], axis_config: { categories: many(n, label20) } })],
  },
  chartAxisLabel: { blocks: (n) => [chart({ axis_config: { categories: quarters, x_label: words(n) } })] },
  chartsPerMessage: { blocks: (n) => many(n, () => chart()) },
  cardTitle: { blocks: (n) => [card({ title: mrkdwn(words(n)) })] },
  cardSubtitle: { blocks: (n) => [card({ subtitle: mrkdwn(words(n)) })] },
  cardBody: { blocks: (n) => [card({ body: mrkdwn(words(n)) })] },
  cardActions: { blocks: (n) => [card({ actions: many(n, (index) => button({ action_id: `a${index}` })) })] },
  carouselCards: { blocks: (n) => [{ type: 'carousel', elements: many(n, () => card({})) }] },
  containerTitle: { blocks: (n) => [container({ title: plain(words(n)) })] },
  containerSubtitle: { blocks: (n) => [container({ subtitle: plain(words(n)) })] },
  containerBlocks: { blocks: (n) => [container({ child_blocks: many(n, () => section()) })] },
  alertText: { surface: 'modal', blocks: (n) => [{ type: 'alert', text: plain(words(n)) }] },
  videoTitle: { blocks: (n) => [video({ title: plain(words(n)) })] },
  videoAuthor: { blocks: (n) => [video({ author_name: words(n) })] },
  buttonText: { blocks: (n) => [actions(button({ text: plain(words(n)) }))] },
  buttonValue: { blocks: (n) => [actions(button({ value: words(n) }))] },
  url: { blocks: (n) => [actions(button({ url: `https://acme.example/${words(n - 21)}` }))] },
  accessibilityLabel: { blocks: (n) => [actions(button({ accessibility_label: words(n) }))] },
  options: { blocks: (n) => [actions(select({ options: many(n, (index) => option(index)) }))] },
  optionGroups: {
    blocks: (n) => [
      actions({
        type: 'static_select',
        option_groups: many(n, (index) => ({ label: plain('Group'), options: [option(index)] })),
      }),
    ],
  },
  optionText: { blocks: (n) => [actions(select({ options: [option(1, { text: plain(words(n)) })] }))] },
  optionValue: { blocks: (n) => [actions(select({ options: [option(1, { value: words(n) })] }))] },
  optionDescription: { blocks: (n) => [actions(select({ options: [option(1, { description: plain(words(n)) })] }))] },
  groupLabel: {
    blocks: (n) => [
      actions({ type: 'static_select', option_groups: [{ label: plain(words(n)), options: [option(1)] }] }),
    ],
  },
  placeholder: { blocks: (n) => [actions(select({ placeholder: plain(words(n)) }))] },
  choices: { blocks: (n) => [actions({ type: 'checkboxes', options: many(n, (index) => option(index)) })] },
  overflowOptions: { blocks: (n) => [actions({ type: 'overflow', options: many(n, (index) => option(index)) })] },
  inputText: { surface: 'modal', blocks: (n) => [textInput({ max_length: n })] },
  richTextLines: { surface: 'modal', blocks: (n) => [input({ type: 'rich_text_input', max_lines: n })] },
  files: { surface: 'modal', blocks: (n) => [input({ type: 'file_input', max_files: n })] },
  confirmTitle: { blocks: (n) => [confirm({ title: plain(words(n)) })] },
  confirmText: { blocks: (n) => [confirm({ text: plain(words(n)) })] },
  confirmButton: { blocks: (n) => [confirm({ confirm: plain(words(n)) })] },
}

const views: Partial<Record<Limit, (n: number) => Block>> = {
  viewTitle: (n) => modal({ title: plain(words(n)) }),
  viewSubmit: (n) => modal({ submit: plain(words(n)) }),
  viewClose: (n) => modal({ close: plain(words(n)) }),
  privateMetadata: (n) => modal({ private_metadata: words(n) }),
  callbackId: (n) => modal({ callback_id: words(n) }),
  externalId: (n) => modal({ external_id: words(n) }),
}

/** Limits of requests, deadlines and paces, which the tests of the Web API and of the clients keep. */
const elsewhere: readonly Limit[] = [
  'messageText',
  'updateText',
  'attachments',
  'viewBytes',
  'viewStack',
  'metadataBytes',
  'acknowledgement',
  'trigger',
  'responseUrl',
  'responseUrlUses',
  'sockets',
  'historyPage',
  'historyDefault',
  'historyCommercial',
  'listPage',
  'listDefault',
  'commandText',
  'fileAltText',
  'openUsers',
]

describe('every limit of blocks and views', () => {
  for (const [name, { surface = 'message', blocks }] of Object.entries(upTo)) {
    test(`${name}: taken at the limit, refused past it`, () => {
      const limit = limitOf(name)
      expect(validateBlocks(blocks(limit), surface)).toEqual([])
      expect(validateBlocks(blocks(limit + 1), surface)).not.toEqual([])
    })
  }

  for (const [name, view] of Object.entries(views)) {
    test(`${name}: taken at the limit, refused past it`, () => {
      const limit = limitOf(name)
      expect(validateView(view(limit), 'modal').problems).toEqual([])
      expect(validateView(view(limit + 1), 'modal').problems).not.toEqual([])
    })
  }

  test('dataTableRowsMin: a table of a header alone is refused', () => {
    expect(validateBlocks([dataTable(many(LIMITS.dataTableRowsMin, () => row(1)))], 'message')).toEqual([])
    expect(validateBlocks([dataTable(many(LIMITS.dataTableRowsMin - 1, () => row(1)))], 'message')).not.toEqual([])
  })

  test('messageBlocksText: all that is read counts together', () => {
    const blocks = (n: number) => many(5, (index) => section({ text: mrkdwn(words(index < 4 ? 3_000 : n - 12_000)) }))
    expect(blocksTooLong(blocks(LIMITS.messageBlocksText))).toBe(false)
    expect(blocksTooLong(blocks(LIMITS.messageBlocksText + 1))).toBe(true)
  })

  test('there is a test for each of them', () => {
    const tested = [...Object.keys(upTo), ...Object.keys(views), ...elsewhere, 'dataTableRowsMin', 'messageBlocksText']
    // Kept by the sender of signatures, which the playground itself is.
    expect([...tested, 'signatureAge'].sort()).toEqual(Object.keys(LIMITS).sort())
  })
})

function limitOf(name: string): number {
  const found = Object.entries(LIMITS).find(([key]) => key === name)
  if (!found) throw new Error(`no limit ${name}`)
  return found[1]
}
