import { describe, expect, test } from 'vitest'
import {
  actions,
  type Block,
  button,
  cell,
  chart,
  dataTable,
  image,
  input,
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
  words,
} from '../../test/block-samples.js'
import { blocksTooLong, type Surface, validateBlocks } from './validate-blocks.js'
import { validateView } from './validate-view.js'

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
