import type { LIMITS } from '../playground/slack/limits.js'
import type { Surface } from '../playground/slack/validate-blocks.js'
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
} from './block-samples.js'

/** Every limit of Slack's blocks and views, with what is just within it for `n = limit`, and past it for one more. */

export type SlackLimit = keyof typeof LIMITS

interface BlockLimit {
  readonly limit: SlackLimit
  /** Which of several places that the limit holds for. */
  readonly what: string
  readonly surface: Surface
  readonly blocks: (n: number) => readonly Block[]
}

type Row = readonly [SlackLimit, (n: number) => Block | readonly Block[], Surface?, string?]
const PADDED = 'https://acme.example/'
const address = (n: number) => `${PADDED}${words(n - PADDED.length)}`
const choice = (extra: Block) => actions(select({ options: [option(1, extra)] }))
const group = (extra: Block) => ({ label: plain('Group'), options: [option(1)], ...extra })
const grouped = (groups: readonly Block[]) => actions({ type: 'static_select', option_groups: groups })
const options = (n: number) => many(n, (index) => option(index))
const picture = (extra: Block) => ({ type: 'context', elements: [image(extra)] })

const rows: readonly Row[] = [
  ['messageBlocks', (n) => many(n, () => ({ type: 'divider' }))],
  ['viewBlocks', (n) => many(n, () => ({ type: 'divider' })), 'home'],
  ['viewBlocks', (n) => many(n, () => ({ type: 'divider' })), 'modal'],
  ['blockId', (n) => section({ block_id: words(n) })],
  ['actionId', (n) => actions(button({ action_id: words(n) }))],
  ['text', (n) => section({ text: mrkdwn(words(n)) })],
  ['text', (n) => section({ text: plain(words(n)) }), 'home', 'plain_text'],
  ['text', (n) => ({ type: 'context', elements: [mrkdwn(words(n))] }), 'message', 'in context'],
  ['sectionFields', (n) => section({ fields: many(n, () => mrkdwn('f')) })],
  ['sectionField', (n) => section({ fields: [mrkdwn(words(n))] })],
  ['headerText', (n) => ({ type: 'header', text: plain(words(n)) })],
  ['contextElements', (n) => ({ type: 'context', elements: many(n, () => mrkdwn('c')) })],
  ['actionsElements', (n) => actions(...many(n, (index) => button({ action_id: `b${index}` })))],
  [
    'contextActionsElements',
    (n) => ({
      type: 'context_actions',
      elements: many(n, (index) => ({ type: 'icon_button', icon: 'trash', text: plain('x'), action_id: `i${index}` })),
    }),
  ],
  ['inputLabel', (n) => input(select(), { label: plain(words(n)) }), 'modal'],
  ['inputHint', (n) => input(select(), { hint: plain(words(n)) }), 'modal'],
  ['imageAltText', (n) => image({ alt_text: words(n) })],
  ['imageAltText', (n) => picture({ alt_text: words(n) }), 'message', 'of an element'],
  ['imageTitle', (n) => image({ title: plain(words(n)) })],
  ['imageUrl', (n) => image({ image_url: address(n) })],
  ['imageUrl', (n) => picture({ image_url: address(n) }), 'message', 'of an element'],
  ['markdownText', (n) => ({ type: 'markdown', text: words(n) })],
  [
    'markdownText',
    (n) => many(2, (i) => ({ type: 'markdown', text: words(i === 0 ? n - 10 : 10) })),
    'message',
    'of all',
  ],
  ['tableRows', (n) => table(many(n, () => row(1)))],
  ['tableColumns', (n) => table([row(n)])],
  ['tableColumns', (n) => table([row(1)], { column_settings: many(n, () => null) }), 'message', 'settings'],
  ['tablesPerMessage', (n) => many(n, () => table([row(1)]))],
  ['tableText', (n) => table([[cell(words(n))]])],
  ['dataTableRows', (n) => dataTable(many(n, () => row(2)))],
  ['dataTableColumns', (n) => dataTable([row(n), row(n)])],
  ['dataTableText', (n) => dataTable([[cell('h')], [cell(words(n - 1))]])],
  ['pageSize', (n) => dataTable([row(1), row(1)], { page_size: n })],
  ['chartTitle', (n) => chart({}, { title: words(n) })],
  ['chartSeries', (n) => chart({ series: many(n, (index) => series(`s${index}`, quarters)) })],
  ['chartSegments', (n) => pie(many(n, (index) => ({ label: `s${index}`, value: 1 })))],
  ['chartLabel', (n) => pie([{ label: words(n), value: 1 }])],
  ['chartLabel', (n) => chart({ series: [series(words(n), quarters)] }), 'message', 'of a series'],
  [
    'chartCategories',
    (n) => chart({ series: [series('s', many(n, label20))], axis_config: { categories: many(n, label20) } }),
  ],
  ['chartAxisLabel', (n) => chart({ axis_config: { categories: quarters, x_label: words(n) } })],
  ['chartAxisLabel', (n) => chart({ axis_config: { categories: quarters, y_label: words(n) } }), 'message', 'y'],
  ['chartsPerMessage', (n) => many(n, () => chart())],
  ['cardTitle', (n) => card({ title: mrkdwn(words(n)) })],
  ['cardSubtitle', (n) => card({ subtitle: mrkdwn(words(n)) })],
  ['cardBody', (n) => card({ body: mrkdwn(words(n)) })],
  ['cardActions', (n) => card({ actions: many(n, (index) => button({ action_id: `a${index}` })) })],
  ['carouselCards', (n) => ({ type: 'carousel', elements: many(n, () => card({})) })],
  ['containerTitle', (n) => container({ title: plain(words(n)) })],
  ['containerSubtitle', (n) => container({ subtitle: plain(words(n)) })],
  ['containerBlocks', (n) => container({ child_blocks: many(n, () => section()) })],
  ['alertText', (n) => ({ type: 'alert', text: plain(words(n)) }), 'modal'],
  ['videoTitle', (n) => video({ title: plain(words(n)) })],
  ['videoAuthor', (n) => video({ author_name: words(n) })],
  ['buttonText', (n) => actions(button({ text: plain(words(n)) }))],
  ['buttonValue', (n) => actions(button({ value: words(n) }))],
  ['url', (n) => actions(button({ url: address(n) }))],
  ['url', (n) => actions({ type: 'overflow', options: [option(1, { url: address(n) })] }), 'message', 'of an option'],
  ['accessibilityLabel', (n) => actions(button({ accessibility_label: words(n) }))],
  ['options', (n) => actions(select({ options: options(n) }))],
  ['options', (n) => actions({ type: 'multi_static_select', options: options(n) }), 'message', 'of several'],
  ['options', (n) => grouped([group({ options: options(n) })]), 'message', 'of a group'],
  ['optionGroups', (n) => grouped(many(n, (index) => group({ options: [option(index)] })))],
  ['optionText', (n) => choice({ text: plain(words(n)) })],
  ['optionValue', (n) => choice({ value: words(n) })],
  ['optionDescription', (n) => choice({ description: plain(words(n)) })],
  ['groupLabel', (n) => grouped([group({ label: plain(words(n)) })])],
  ['placeholder', (n) => actions(select({ placeholder: plain(words(n)) }))],
  ['placeholder', (n) => textInput({ placeholder: plain(words(n)) }), 'modal', 'of a text input'],
  ['choices', (n) => actions({ type: 'checkboxes', options: options(n) })],
  ['choices', (n) => actions({ type: 'radio_buttons', options: options(n) }), 'message', 'of radio buttons'],
  ['overflowOptions', (n) => actions({ type: 'overflow', options: options(n) })],
  ['inputText', (n) => textInput({ max_length: n }), 'modal', 'max_length'],
  ['inputText', (n) => textInput({ min_length: n }), 'modal', 'min_length'],
  ['inputText', (n) => textInput({ initial_value: words(n) }), 'modal', 'initial_value'],
  ['richTextLines', (n) => input({ type: 'rich_text_input', max_lines: n }), 'modal', 'max_lines'],
  ['richTextLines', (n) => input({ type: 'rich_text_input', min_lines: n }), 'modal', 'min_lines'],
  ['files', (n) => input({ type: 'file_input', max_files: n }), 'modal'],
  ['confirmTitle', (n) => confirm({ title: plain(words(n)) })],
  ['confirmText', (n) => confirm({ text: plain(words(n)) })],
  ['confirmButton', (n) => confirm({ confirm: plain(words(n)) }), 'message', 'confirm'],
  ['confirmButton', (n) => confirm({ deny: plain(words(n)) }), 'message', 'deny'],
]

export const blockLimits: readonly BlockLimit[] = rows.map(([limit, blocks, surface = 'message', what = '']) => ({
  limit,
  what: [what, surface === 'message' ? '' : `in a ${surface}`].filter((one) => one !== '').join(' '),
  surface,
  blocks: (n) => [blocks(n)].flat(),
}))

/** Limits of views themselves, as modals. */
export const viewLimits: Readonly<Partial<Record<SlackLimit, (n: number) => Block>>> = {
  viewTitle: (n) => modal({ title: plain(words(n)) }),
  viewSubmit: (n) => modal({ submit: plain(words(n)) }),
  viewClose: (n) => modal({ close: plain(words(n)) }),
  privateMetadata: (n) => modal({ private_metadata: words(n) }),
  callbackId: (n) => modal({ callback_id: words(n) }),
  externalId: (n) => modal({ external_id: words(n) }),
}

/** What needs at least one, with `n` of them. */
export const atLeastOne: Readonly<Record<string, readonly [(n: number) => Block, Surface?]>> = {
  'characters of a text': [(n) => section({ text: mrkdwn(words(n)) })],
  'fields of a section': [(n) => section({ fields: many(n, () => mrkdwn('f')) })],
  'elements of actions': [(n) => actions(...many(n, () => button()))],
  'elements of a context': [(n) => ({ type: 'context', elements: many(n, () => mrkdwn('c')) })],
  options: [(n) => actions(select({ options: options(n) }))],
  'options of a menu': [(n) => actions({ type: 'overflow', options: options(n) })],
  'option groups': [(n) => grouped(many(n, () => group({})))],
  'rows of a table': [(n) => table(many(n, () => row(1)))],
  'characters of a cell': [(n) => table([[cell(words(n))]])],
  'page size': [(n) => dataTable([row(1), row(1)], { page_size: n })],
  'series of a chart': [(n) => chart({ series: many(n, () => series('s', quarters)) })],
  'segments of a pie': [(n) => pie(many(n, () => ({ label: 's', value: 1 })))],
  'cards of a carousel': [(n) => ({ type: 'carousel', elements: many(n, () => card({})) })],
  'blocks of a container': [(n) => container({ child_blocks: many(n, () => section()) })],
  'actions of a card': [(n) => card({ actions: many(n, () => button()) })],
  'lines of rich text': [(n) => input({ type: 'rich_text_input', min_lines: n }), 'modal'],
  'files of a field': [(n) => input({ type: 'file_input', max_files: n }), 'modal'],
  'choices of a menu': [(n) => actions({ ...select({ max_selected_items: n }), type: 'multi_static_select' })],
  'greatest length': [(n) => textInput({ max_length: n }), 'modal'],
}

/** Least values, which are not maxima: good at the limit, refused below it. */
export const leastLimits: Readonly<Partial<Record<SlackLimit, (n: number) => readonly Block[]>>> = {
  dataTableRowsMin: (n) => [dataTable(many(n, () => row(1)))],
}
