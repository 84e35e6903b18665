import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MESSAGE_BYTES_UTF16, PRIMARY_ACTIONS, REFRESH_USERS } from './limits.js'
import { validateCard } from './validate-card.js'

const card = (body: readonly unknown[], more: Record<string, unknown> = {}) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body,
  ...more,
})
const paths = (value: unknown) => validateCard(value).map((problem) => problem.path)
const words = { type: 'TextBlock', text: 'Win rate 24 %' }
const submit = (title: string, data: Record<string, unknown> = {}) => ({ type: 'Action.Submit', title, data })

describe('a card that Teams shows has no problems', () => {
  const good: readonly [string, unknown][] = [
    ['text and facts', card([words, { type: 'FactSet', facts: [{ title: 'Won', value: '18' }] }])],
    ['words in any case', card([{ ...words, weight: 'Bolder', size: 'ExtraLarge', spacing: 'None' }])],
    [
      'a table',
      card([
        {
          type: 'Table',
          columns: [{ width: 1 }, { width: '80px' }],
          rows: [{ type: 'TableRow', cells: [{ type: 'TableCell', items: [words] }] }],
        },
      ]),
    ],
    [
      'columns and rich text',
      card([
        {
          type: 'ColumnSet',
          columns: [
            { width: 'auto', items: [{ type: 'RichTextBlock', inlines: ['a', { type: 'TextRun', text: 'b' }] }] },
          ],
        },
      ]),
    ],
    [
      'a button that opens a dialog',
      card([words], { actions: [submit('Why?', { msteams: { type: 'task/fetch' }, id: 1 })] }),
    ],
    [
      'a typeahead',
      card([
        {
          type: 'Input.ChoiceSet',
          id: 'who',
          style: 'filtered',
          'choices.data': { type: 'Data.Query', dataset: 'people' },
        },
      ]),
    ],
    [
      'full width and a mention',
      card([{ ...words, text: 'Hello <at>Omar</at>' }], {
        msteams: {
          width: 'Full',
          entities: [{ type: 'mention', text: '<at>Omar</at>', mentioned: { id: '29:1', name: 'Omar' } }],
        },
      }),
    ],
    ['an image over https', card([{ type: 'Image', url: 'https://acme.example/logo.png', altText: 'Acme' }])],
    [
      'a link',
      card([words], { actions: [{ type: 'Action.OpenUrl', title: 'Open', url: 'https://acme.example/deals' }] }),
    ],
    [
      'a fallback',
      card([
        { ...words, fallback: 'drop' },
        { ...words, fallback: words },
      ]),
    ],
  ]
  test.each(good)('%s', (_name, value) => {
    expect(validateCard(value)).toEqual([])
  })

  test.each([
    { type: 'Chart.Line', title: 't', data: [{ legend: 'EMEA', values: [{ x: '2026-01', y: 3 }] }] },
    { type: 'Chart.Pie', data: [{ legend: 'price', value: 11, color: 'categoricalBlue' }] },
    { type: 'Chart.Donut', data: [{ legend: 'price', value: 11 }] },
    { type: 'Chart.VerticalBar', xAxisTitle: 'Quarter', data: [{ x: 'Q1', y: 4 }] },
    { type: 'Chart.VerticalBar.Grouped', stacked: true, data: [{ legend: 'won', values: [{ x: 'Q1', y: 4 }] }] },
    { type: 'Chart.HorizontalBar', displayMode: 'PartToWhole', data: [{ x: 'EMEA', y: 4 }] },
    { type: 'Chart.HorizontalBar.Stacked', data: [{ title: 'EMEA', data: [{ legend: 'won', value: 4 }] }] },
    { type: 'Chart.Gauge', value: 40, min: 0, max: 100, segments: [{ legend: 'low', size: 33, color: 'good' }] },
  ])('$type', (chart) => {
    expect(validateCard(card([{ ...chart, fallback: words }]))).toEqual([])
  })
})

describe('what Teams does not take is named with its place', () => {
  const bad: readonly [string, unknown, string][] = [
    ['not an object', 'card', '(card)'],
    ['no type', { version: '1.5', body: [] }, 'type'],
    ['no version', { type: 'AdaptiveCard', body: [] }, 'version'],
    ['version 1.6', card([], { version: '1.6' }), 'version'],
    ['an unknown element', card([words, { type: 'Carousel', pages: [] }]), 'body[1].type'],
    ['an unknown property', card([{ ...words, colour: 'good' }]), 'body[0].colour'],
    ['a text block without text', card([{ type: 'TextBlock' }]), 'body[0].text'],
    ['a wrong word', card([{ ...words, color: 'red' }]), 'body[0].color'],
    ['an input without id', card([{ type: 'Input.Text' }]), 'body[0].id'],
    ['an input with an empty id', card([{ type: 'Input.Text', id: '' }]), 'body[0].id'],
    [
      'one id twice',
      card([
        { type: 'Input.Text', id: 'a' },
        { type: 'Container', items: [{ type: 'Input.Date', id: 'a' }] },
      ]),
      'body[1].items[0].id',
    ],
    ['a number as text', card([{ type: 'Input.Number', id: 'n', value: '3' }]), 'body[0].value'],
    [
      'Action.Execute in 1.3',
      card([words], { version: '1.3', actions: [{ type: 'Action.Execute', title: 'Go' }] }),
      'actions[0]',
    ],
    ['a coloured button', card([words], { actions: [{ ...submit('Go'), style: 'positive' }] }), 'actions[0].style'],
    ['a disabled button', card([words], { actions: [{ ...submit('Go'), isEnabled: false }] }), 'actions[0].isEnabled'],
    [
      'an unknown request to the client',
      card([words], { actions: [submit('Go', { msteams: { type: 'task/open' } })] }),
      'actions[0].data.msteams.type',
    ],
    [
      'half a request to the client',
      card([words], { actions: [submit('Go', { msteams: { type: 'messageBack' } })] }),
      'actions[0].data.msteams.text',
    ],
    [
      'a script as link',
      card([words], { actions: [{ type: 'Action.OpenUrl', title: 'x', url: 'javascript:alert(1)' }] }),
      'actions[0].url',
    ],
    ['an image over http', card([{ type: 'Image', url: 'http://acme.example/logo.png' }]), 'body[0].url'],
    ['an image in the card', card([{ type: 'Image', url: 'data:image/png;base64,AAAA' }]), 'body[0].url'],
    [
      'media',
      card([{ type: 'Media', sources: [{ mimeType: 'video/mp4', url: 'https://acme.example/v.mp4' }] }]),
      'body[0]',
    ],
    [
      'a mention of nobody',
      card([words], {
        msteams: { entities: [{ type: 'mention', text: '<at>Omar</at>', mentioned: { id: '29:1', name: 'Omar' } }] },
      }),
      'msteams.entities[0].text',
    ],
    ['a pie without shares', card([{ type: 'Chart.Pie' }]), 'body[0].data'],
    ['a line of bars', card([{ type: 'Chart.Line', data: [{ x: 'Q1', y: 3 }] }]), 'body[0].data[0].legend'],
    [
      'a share that is not a number',
      card([{ type: 'Chart.Pie', data: [{ legend: 'a', value: null }] }]),
      'body[0].data[0].value',
    ],
    [
      'a chart colour that is none',
      card([{ type: 'Chart.Pie', data: [{ legend: 'a', value: 1, color: '#f00' }] }]),
      'body[0].data[0].color',
    ],
    [
      'a wrong card behind a button',
      card([words], {
        actions: [{ type: 'Action.ShowCard', card: { type: 'AdaptiveCard', body: [{ type: 'Nope' }] } }],
      }),
      'actions[0].card.body[0].type',
    ],
  ]
  test.each(bad)('%s', (_name, value, path) => {
    expect(paths(value)).toContain(path)
  })
})

describe('limits hold at the limit and not one past it', () => {
  const buttons = (count: number) => Array.from({ length: count }, (_, index) => submit(`B${index}`))
  test('primary actions of a set', () => {
    expect(paths(card([words], { actions: buttons(PRIMARY_ACTIONS) }))).toEqual([])
    expect(paths(card([words], { actions: buttons(PRIMARY_ACTIONS + 1) }))).toEqual(['actions'])
    const inOverflow = [...buttons(PRIMARY_ACTIONS), { ...submit('more'), mode: 'secondary' }]
    expect(paths(card([{ type: 'ActionSet', actions: inOverflow }]))).toEqual([])
  })
  test('people whose card is refreshed', () => {
    const refresh = (count: number) => ({
      refresh: {
        action: { type: 'Action.Execute', verb: 'r' },
        userIds: Array.from({ length: count }, (_, i) => `29:${i}`),
      },
    })
    expect(paths(card([words], refresh(REFRESH_USERS)))).toEqual([])
    expect(paths(card([words], refresh(REFRESH_USERS + 1)))).toEqual(['refresh.userIds'])
  })
  test('size', () => {
    const empty = JSON.stringify(card([{ type: 'TextBlock', text: '' }])).length
    const filled = (units: number) => card([{ type: 'TextBlock', text: 'x'.repeat(units - empty) }])
    expect(paths(filled(MESSAGE_BYTES_UTF16 / 2))).toEqual([])
    expect(paths(filled(MESSAGE_BYTES_UTF16 / 2 + 1))).toEqual(['(card)'])
  })
})

test('any JSON at all gets a verdict and never an exception', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(validateCard(value))))
})
