import { describe, expect, test } from 'vitest'
import { LIMITS } from './limits.js'
import { blocksTooLong, type Surface, validateBlocks } from './validate-blocks.js'
import { validateView } from './validate-view.js'

type Block = Record<string, unknown>
type Limit = keyof typeof LIMITS

const plain = (text: string) => ({ type: 'plain_text', text })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const words = (length: number) => 'x'.repeat(length)
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const section = (extra: Block = {}): Block => ({ type: 'section', text: mrkdwn('hello'), ...extra })
const actions = (...elements: Block[]): Block => ({ type: 'actions', elements })
const button = (extra: Block = {}): Block => ({ type: 'button', text: plain('Press'), action_id: 'press', ...extra })
const input = (element: Block, extra: Block = {}): Block => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...extra,
})
const textInput = (extra: Block = {}) => input({ type: 'plain_text_input', ...extra })
const option = (index: number, extra: Block = {}) => ({ text: plain(`Option ${index}`), value: `v${index}`, ...extra })
const select = (extra: Block = {}): Block => ({ type: 'static_select', options: [option(1), option(2)], ...extra })
const confirm = (extra: Block) => actions(button({ confirm: { text: plain('Sure?'), ...extra } }))
const image = (extra: Block = {}): Block => ({
  type: 'image',
  image_url: 'https://acme.example/a.png',
  alt_text: 'A',
  ...extra,
})
const cell = (text: string) => ({ type: 'raw_text', text })
const row = (columns: number) => many(columns, (index) => cell(`c${index}`))
const table = (rows: unknown, extra: Block = {}): Block => ({ type: 'table', rows, ...extra })
const dataTable = (rows: unknown, extra: Block = {}): Block => ({
  type: 'data_table',
  caption: 'Deals',
  rows,
  ...extra,
})
const series = (name: string, categories: readonly string[]) => ({
  name,
  data: categories.map((label, index) => ({ label, value: index - 1 })),
})
const quarters = ['Q1', 'Q2']
const chart = (inner: Block = {}, extra: Block = {}): Block => ({
  type: 'data_visualization',
  title: 'Won',
  chart: { type: 'line', series: [series('EMEA', quarters)], axis_config: { categories: quarters }, ...inner },
  ...extra,
})
const pie = (segments: unknown): Block => ({
  type: 'data_visualization',
  title: 'Lost to',
  chart: { type: 'pie', segments },
})
const video = (extra: Block): Block => ({
  type: 'video',
  alt_text: 'v',
  title: plain('v'),
  video_url: 'https://acme.example/v',
  thumbnail_url: 'https://acme.example/t.png',
  ...extra,
})
const card = (extra: Block): Block => ({ type: 'card', body: mrkdwn('b'), ...extra })
const container = (extra: Block): Block => ({
  type: 'container',
  title: plain('c'),
  child_blocks: [section()],
  ...extra,
})
const label20 = (index: number) => `c${index}`

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

const modal = (extra: Block): Block => ({ type: 'modal', title: plain('T'), blocks: [section()], ...extra })
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

/** What Slack refuses beside lengths, with a word of the reason that must be given. */
const refused: readonly [string, readonly Block[], RegExp, Surface?][] = [
  ['an unknown block', [{ type: 'paragraph', text: 'x' }], /\/blocks\/0\/type unsupported type/],
  ['an unknown field', [section({ colour: 'red' })], /no such field: colour/],
  ['an unknown element', [actions({ type: 'slider' })], /unsupported type/],
  ['an empty text', [section({ text: mrkdwn('') })], /more than 0 characters/],
  ['a section without text and fields', [{ type: 'section' }], /text or fields/],
  ['a header in mrkdwn', [{ type: 'header', text: mrkdwn('x') }], /plain_text/],
  ['a button without text', [actions({ type: 'button' })], /elements\/0\/text missing required field/],
  ['a button that goes to a script', [actions(button({ url: 'javascript:alert(1)' }))], /valid URL/],
  ['the same block id twice', [section({ block_id: 'a' }), section({ block_id: 'a' })], /already exists/],
  ['the same action id twice in a block', [actions(button(), button())], /already exists/],
  ['an image with two sources', [image({ slack_file: { id: 'F1' } })], /image_url or slack_file/],
  ['an image without alt text', [{ type: 'image', image_url: 'https://acme.example/a.png' }], /missing required/],
  ['a select without options', [actions({ type: 'static_select' })], /options or option_groups/],
  [
    'a select with options and groups',
    [actions(select({ option_groups: [{ label: plain('g'), options: [option(3)] }] }))],
    /options or option_groups/,
  ],
  ['a choice that is not among the options', [actions(select({ initial_option: option(9) }))], /one of the options/],
  ['two options with one value', [actions(select({ options: [option(1), option(1)] }))], /unique values/],
  ['a file block', [{ type: 'file', source: 'remote', external_id: 'x' }], /unsupported type/],
  ['a file input in a message', [input({ type: 'file_input' })], /only supported in a modal/],
  [
    'two elements that want the focus',
    [textInput({ focus_on_load: true }), textInput({ focus_on_load: true })],
    /only one/,
    'modal',
  ],
  [
    'a least length above the greatest',
    [textInput({ min_length: 5, max_length: 4 })],
    /not be more than max_length/,
    'modal',
  ],
  [
    'a number bound that is no string',
    [input({ type: 'number_input', is_decimal_allowed: false, min_value: 1 })],
    /string/,
    'modal',
  ],
  [
    'a number input that does not say whether decimals are allowed',
    [input({ type: 'number_input' })],
    /missing required/,
    'modal',
  ],
  ['a date that is none', [actions({ type: 'datepicker', initial_date: '2026-02-30' })], /must be a date/],
  ['a time that is none', [actions({ type: 'timepicker', initial_time: '24:00' })], /must be a time/],
  ['a chart in a form', [chart()], /not supported in a modal/, 'modal'],
  ['a table on the Home tab', [table([row(1)])], /not supported in a home/, 'home'],
  ['markdown in a form', [{ type: 'markdown', text: 'x' }], /not supported in a modal/, 'modal'],
  ['an alert in a message', [{ type: 'alert', text: plain('x') }], /not supported in a message/],
  [
    'a chart whose series misses a category',
    [chart({ axis_config: { categories: ['Q1', 'Q2', 'Q3'] } })],
    /exactly one point/,
  ],
  [
    'a chart with two series of one name',
    [chart({ series: [series('a', quarters), series('a', quarters)] })],
    /unique names/,
  ],
  ['a pie with an empty segment', [pie([{ label: 'none', value: 0 }])], /segments\/0\/value/],
  ['a chart of an unknown kind', [chart({ type: 'radar' })], /unsupported type/],
  ['a value that is no number', [pie([{ label: 'x', value: 'NaN' }])], /value/],
  ['a data table with uneven rows', [dataTable([row(2), row(3)])], /as many cells/],
  [
    'a data table with rich text in its header',
    [dataTable([[{ type: 'rich_text', elements: [] }], row(1)])],
    /header cells/,
  ],
  ['a data table without a caption', [{ type: 'data_table', rows: [row(1), row(1)] }], /caption missing/],
  ['an empty cell', [table([[cell('')]])], /more than 0 characters/],
  [
    'empty words in rich text',
    [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] }],
    /more than 0/,
  ],
  ['a card with nothing in it', [{ type: 'card', subtitle: mrkdwn('s') }], /at least one of/],
  [
    'markdown blocks that are together too long',
    many(2, () => ({ type: 'markdown', text: words(7_000) })),
    /all markdown blocks/,
  ],
  ['blocks that are no list', [], /must be an array/],
]

describe('what Slack refuses', () => {
  test.each(refused)('%s', (name, blocks, reason, surface = 'message') => {
    const problems = validateBlocks(name === 'blocks that are no list' ? {} : blocks, surface)
    expect(problems.map(({ path, message }) => `${path} ${message}`).join('\n')).toMatch(reason)
  })

  test('a form with an input and no button to submit it', () => {
    expect(validateView(modal({ blocks: [textInput()] }), 'modal').problems.map((one) => one.path)).toEqual([
      '/view/submit',
    ])
  })

  test('a modal on the Home tab, and the other way round', () => {
    expect(validateView(modal({}), 'home').problems).not.toEqual([])
    expect(validateView({ type: 'home', blocks: [] }, 'modal').problems).not.toEqual([])
  })
})

describe('what a digest is made of', () => {
  const digest = [
    { type: 'header', text: plain('Weekly digest') },
    section({
      text: mrkdwn('Win rate *24 %*'),
      accessory: button({ style: 'primary', confirm: { text: mrkdwn('Sure?') } }),
    }),
    section({ text: mrkdwn('x'), accessory: image() }),
    chart({}, { block_id: 'chart' }),
    pie([{ label: 'price', value: 11 }]),
    dataTable(
      [
        [cell('Region'), cell('Won')],
        [cell('EMEA'), { type: 'raw_number', value: 4, text: '4' }],
      ],
      { page_size: 5 },
    ),
    table([row(2)], { column_settings: [{ align: 'right' }, null] }),
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'Asked by ', style: { bold: true } },
                { type: 'user', user_id: 'U1' },
                { type: 'link', url: 'https://acme.example', text: 'here' },
              ],
            },
          ],
        },
      ],
    },
    { type: 'context', elements: [image(), mrkdwn('as of today')] },
    actions(
      select({ initial_option: option(1) }),
      { type: 'datepicker', initial_date: '2026-08-24' },
      { type: 'users_select' },
    ),
    { type: 'divider' },
  ]

  test('is taken whole', () => {
    expect(validateBlocks(digest, 'message')).toEqual([])
    expect(blocksTooLong(digest)).toBe(false)
  })
})
