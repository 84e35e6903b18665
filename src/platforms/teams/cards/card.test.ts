import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateCard } from '../../../../playground/teams/validate-card.js'
import type { Block, Message } from '../../../chat/message.js'
import type { Span, Text } from '../../../chat/text.js'
import { textOf } from '../../../chat/text.js'
import { formButton, toActivity, toCard } from './card.js'

const viewers = { tenant: 'acme', alone: false }
const message = (...blocks: Block[]): Message => ({ blocks, discloses: [] })
const maya: Span = {
  kind: 'person',
  name: 'Maya Haddad',
  accounts: [{ platform: 'teams', workspace: 'acme', user: 'aad-maya' }],
}

/** Every string of a card with the name of the property it stands in, without what the card carries for the bot. */
function strings(value: unknown, at = '', type = ''): { at: string; type: string; text: string }[] {
  if (typeof value === 'string') return [{ at, type, text: value }]
  if (Array.isArray(value)) return value.flatMap((one) => strings(one, at, type))
  if (typeof value !== 'object' || value === null) return []
  const own = 'type' in value && typeof value.type === 'string' ? value.type : type
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'data' && own.startsWith('Action') ? [] : strings(one, key, own),
  )
}

/** What a client parses as Markdown. */
const parsed = (card: unknown) =>
  strings(card).filter(
    ({ at, type }) =>
      (type === 'TextBlock' && at === 'text') || (type === 'FactSet' && (at === 'title' || at === 'value')),
  )

const hostile = [
  '<!channel>',
  '<@U1>',
  '[x](http://evil.example)',
  '<at>all</at>',
  '<at>Maya Haddad</at>',
  '</at><at>everyone',
  'http://evil.example/a_b_c',
  'www.evil.example',
  'evil.example',
  'mail@evil.example',
  'javascript:alert(1)',
  '![x](https://evil.example/pixel.png)',
  '**bold** _it_ `code` ~~gone~~ # head',
  '- one',
  '1. one',
  '---',
  '&lt;at&gt;all&lt;/at&gt; &#91;x&#93;',
  '\u0000\u0007bell \u202Egnp.exe \u2066x',
  '{{DATE(2026-01-01T00:00:00Z,SHORT)}}',
  '\\[x\\]\\(y\\)',
  '\uD800 lone',
]

const everywhere = (text: string): Message =>
  message(
    { kind: 'heading', text },
    { kind: 'text', text: textOf(text, maya) },
    {
      kind: 'text',
      text: [
        { kind: 'strong', text },
        { kind: 'code', text },
        { kind: 'emphasis', text },
      ],
    },
    { kind: 'note', text: textOf(text) },
    { kind: 'facts', facts: [{ label: text, value: textOf(text) }] },
    { kind: 'facts', facts: [{ label: 'Owner', value: textOf(maya, ' ', text) }] },
    { kind: 'table', caption: text, columns: [{ label: text, align: 'start' }], rows: [[textOf(text)]] },
    { kind: 'chart', shape: 'bar', title: text, unit: text, categories: [text], series: [{ name: text, values: [1] }] },
    { kind: 'progress', label: text, done: 1, total: 2 },
    {
      kind: 'actions',
      buttons: [
        { kind: 'link', label: text, url: text },
        {
          kind: 'call',
          label: text,
          call: { action: 'x.y', args: {}, opens: null },
          style: 'normal',
          confirm: { title: text, text, yes: text, no: text },
        },
      ],
    },
    { kind: 'text', text: [{ kind: 'link', text, url: text }] },
    { kind: 'text', text: [{ kind: 'person', name: text, accounts: [] }] },
    {
      kind: 'text',
      text: [{ kind: 'person', name: text, accounts: [{ platform: 'teams', workspace: 'acme', user: 'aad-x' }] }],
    },
  )

/** Links, formats, lists, rules, headings and entities of any Markdown, and what a linkifier takes for an address. */
const markup = /\]\s*[([]|!\[|[*_`~#|\\]|<|>|&#?\w|\p{L}\.\p{L}|:\/\/|@|\{\{|^\s*([-+]|\d+[.)])(\s|$)|^[\s=-]*$/u

describe('text that came from outside', () => {
  test.each(hostile)('%j never becomes markup, a mention or a link (RELIABILITY 5; ASVS 1.2.2, 1.3.5)', (text) => {
    const activity = toActivity(everywhere(text), viewers)
    const card = activity.attachments[0]?.content
    const entities = card?.msteams.entities ?? []
    const ours = [...entities.map((one) => one.text), '**']
    for (const { text: shown } of parsed(card)) {
      const rest = ours.reduce((left, own) => left.replaceAll(own, 'Name'), shown)
      expect(rest).not.toMatch(markup)
    }
    for (const { text: shown } of strings(card?.body)) {
      const rest = ours.reduce((left, own) => left.replaceAll(own, 'Name'), shown)
      expect(rest).not.toMatch(/<\/?at\b/i)
      expect(rest).not.toMatch(/\{\{/)
      expect(shown).not.toMatch(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]|\p{Surrogate}/u)
    }
    const links = strings(card).filter(({ at, type }) => type === 'Action.OpenUrl' && at === 'url')
    expect(links.every((link) => /^https?:\/\//.test(link.text))).toBe(true)
    expect(entities.map((one) => one.mentioned.id).filter((id) => id !== 'aad-maya' && id !== 'aad-x')).toEqual([])
    expect(activity.summary).not.toMatch(/<\/?at\b/i)
    expect(validateCard(card)).toEqual([])
  })

  test('what a person wrote is shown as they wrote it', () => {
    const card = toCard(message({ kind: 'text', text: textOf('GTX_Pro *net* [draft]') }), viewers)
    expect(card.body).toEqual([
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'GTX_Pro *net* [draft]' }] },
    ])
  })

  test('a link of the bot opens in the browser, one that is not of the web is only words', () => {
    const text: Text = [
      { kind: 'link', text: 'the report', url: 'https://acme.example/r' },
      { kind: 'link', text: 'not this', url: 'javascript:alert(1)' },
    ]
    expect(toCard(message({ kind: 'text', text }), viewers).body).toEqual([
      {
        type: 'RichTextBlock',
        inlines: [
          {
            type: 'TextRun',
            text: 'the report',
            selectAction: { type: 'Action.OpenUrl', url: 'https://acme.example/r' },
          },
          { type: 'TextRun', text: 'not this' },
        ],
      },
    ])
  })
})

describe('mentions', () => {
  test('a person of the tenant is mentioned within a plain sentence', () => {
    const card = toCard(
      message({ kind: 'text', text: textOf('Settled by ', maya, ': ARR is what is billed.') }),
      viewers,
    )
    expect(card.body).toEqual([
      { type: 'TextBlock', text: 'Settled by <at>Maya Haddad</at>: ARR is what is billed.', wrap: true },
    ])
    expect(card.msteams.entities).toEqual([
      { type: 'mention', text: '<at>Maya Haddad</at>', mentioned: { id: 'aad-maya', name: 'Maya Haddad' } },
    ])
  })

  test('beside words that could be markup, the mention stands on a line of its own', () => {
    const card = toCard(message({ kind: 'text', text: textOf(maya, ' wrote: [x](http://evil.example)') }), viewers)
    expect(card.body).toEqual([
      {
        type: 'RichTextBlock',
        inlines: [
          { type: 'TextRun', text: 'Maya Haddad', weight: 'bolder' },
          { type: 'TextRun', text: ' wrote: [x](http://evil.example)' },
        ],
      },
      { type: 'TextBlock', text: '<at>Maya Haddad</at>', wrap: true, size: 'small', isSubtle: true, spacing: 'none' },
    ])
  })

  test('a person of another tenant, or of Slack alone, is named', () => {
    const elsewhere: Span = {
      kind: 'person',
      name: 'Omar',
      accounts: [
        { platform: 'teams', workspace: 'other', user: 'aad-omar' },
        { platform: 'slack', workspace: 'acme', user: 'U1' },
      ],
    }
    const card = toCard(message({ kind: 'text', text: textOf(elsewhere) }), viewers)
    expect(card.msteams.entities).toBeUndefined()
    expect(JSON.stringify(card)).not.toContain('<at>')
  })

  test('two people of one name are told apart', () => {
    const other: Span = { ...maya, accounts: [{ platform: 'teams', workspace: 'acme', user: 'aad-other' }] }
    const card = toCard(message({ kind: 'text', text: textOf(maya, ' and ', other) }), viewers)
    expect(card.msteams.entities?.map((one) => [one.text, one.mentioned.id])).toEqual([
      ['<at>Maya Haddad</at>', 'aad-maya'],
      ['<at>Maya Haddad (2)</at>', 'aad-other'],
    ])
  })

  test('who is cut off with the text is not mentioned', () => {
    const card = toCard(message({ kind: 'text', text: textOf('x'.repeat(5_000), maya) }), viewers)
    expect(card.msteams.entities).toBeUndefined()
  })
})

describe('the blocks', () => {
  const call = { action: 'digests.send', args: { id: 1 }, opens: null } as const

  test('a digest looks like this', () => {
    const card = toCard(
      message(
        { kind: 'heading', text: 'Weekly revenue' },
        { kind: 'text', text: ['Win rate ', { kind: 'strong', text: '24 %' } as const].flatMap((one) => textOf(one)) },
        { kind: 'facts', facts: [{ label: 'Won', value: textOf('18 of 75') }] },
        {
          kind: 'table',
          caption: 'By region',
          columns: [
            { label: 'Region', align: 'start' },
            { label: 'Win rate', align: 'end' },
          ],
          rows: [[textOf('EMEA'), textOf('15 %')]],
        },
        { kind: 'divider' },
        { kind: 'progress', label: 'Close the quarter', done: 3, total: 4 },
        { kind: 'actions', buttons: [{ kind: 'call', label: 'Send now', call, style: 'primary', confirm: null }] },
        { kind: 'note', text: textOf('Definition 3') },
      ),
      viewers,
    )
    expect(card).toMatchSnapshot()
    expect(validateCard(card)).toEqual([])
  })

  test('what asks for confirmation shows its question with a yes and a no', () => {
    const confirm = { title: 'Send it?', text: 'Everybody in the channel sees it.', yes: 'Send', no: 'Not now' }
    const buttons = [{ kind: 'call', label: 'Send now', call, style: 'danger', confirm } as const]
    const [row, question] = toCard(message({ kind: 'actions', buttons }), viewers).body
    expect(row).toMatchObject({
      actions: [{ type: 'Action.ToggleVisibility', title: 'Send now', targetElements: ['ask-0-0'] }],
    })
    expect(question).toMatchObject({
      id: 'ask-0-0',
      isVisible: false,
      items: [
        { type: 'RichTextBlock' },
        { type: 'RichTextBlock' },
        {
          actions: [
            { type: 'Action.Execute', title: 'Send', verb: 'digests.send' },
            { type: 'Action.ToggleVisibility', title: 'Not now', targetElements: ['ask-0-0'] },
          ],
        },
      ],
    })
  })

  test('a button that opens a form asks for the dialog; another falls back to a message in old clients', () => {
    const buttons = [
      { kind: 'call', label: 'New', call: { ...call, opens: 'form' }, style: 'normal', confirm: null } as const,
      { kind: 'call', label: 'Send', call, style: 'normal', confirm: null } as const,
    ]
    const [row] = toCard(message({ kind: 'actions', buttons }), { tenant: 'acme', alone: true }).body
    const carried = { drumbeat: { kind: 'call', call, alone: true, draft: {} } }
    expect(row).toMatchObject({
      actions: [
        { type: 'Action.Submit', data: { msteams: { type: 'task/fetch' }, drumbeat: { call: { opens: 'form' } } } },
        {
          type: 'Action.Execute',
          verb: 'digests.send',
          data: carried,
          fallback: { type: 'Action.Submit', data: carried },
        },
      ],
    })
  })

  test('many buttons overflow into the menu, very many are counted', () => {
    const buttons = Array.from(
      { length: 32 },
      (_, index) => ({ kind: 'call', label: `B${index}`, call, style: 'normal', confirm: null }) as const,
    )
    const [row, rest] = toCard(message({ kind: 'actions', buttons }), viewers).body
    const actions = row?.type === 'ActionSet' ? row.actions : []
    expect(actions.filter((one) => one.mode === undefined)).toHaveLength(6)
    expect(actions).toHaveLength(20)
    expect(JSON.stringify(rest)).toContain('… +12')
  })

  test('the notification says what the card says, without its buttons', () => {
    const activity = toActivity(
      message(
        { kind: 'heading', text: 'Weekly revenue' },
        { kind: 'text', text: textOf('Win rate ', { kind: 'strong', text: '24 %' }) },
        { kind: 'actions', buttons: [{ kind: 'call', label: 'Send now', call, style: 'normal', confirm: null }] },
      ),
      viewers,
    )
    expect(activity.summary).toBe('Weekly revenue · Win rate 24 %')
  })

  test('a message without words is still a card', () => {
    const card = toCard(message({ kind: 'text', text: [] }, { kind: 'divider' }), viewers)
    expect(validateCard(card)).toEqual([])
    expect(card.body).toHaveLength(1)
  })

  test('words that need a form are answered with the button that opens it, as far as it was filled in', () => {
    const form = {
      call,
      title: 'New digest',
      submit: 'Save',
      cancel: 'Cancel',
      fields: [],
      draft: { name: 'Weekly' },
      errors: {},
    }
    const activity = formButton(form)
    expect(activity.attachments[0]?.content.body).toMatchObject([
      {
        actions: [
          {
            title: 'New digest',
            data: { msteams: { type: 'task/fetch' }, drumbeat: { call: { opens: 'form' }, draft: { name: 'Weekly' } } },
          },
        ],
      },
    ])
    expect(activity.summary).toBe('New digest')
  })
})

describe('charts', () => {
  const chart = { kind: 'chart', title: 'Win rate', unit: '%', categories: ['Q1', 'Q2', 'Q3'] } as const

  test('each shape is drawn by Teams, with its numbers as a table for clients that cannot', () => {
    const series = [{ name: 'EMEA', values: [24.3, null, 15] }]
    const both = [...series, { name: 'AMER', values: [1, 2, 3] }]
    const drawn = (shape: 'line' | 'bar' | 'pie', of: typeof both) =>
      toCard(message({ ...chart, shape, series: of }), viewers).body[0]
    expect(drawn('line', series)).toMatchObject({
      type: 'Chart.Line',
      yAxisTitle: '%',
      data: [
        {
          legend: 'EMEA',
          values: [
            { x: 'Q1', y: 24.3 },
            { x: 'Q3', y: 15 },
          ],
        },
      ],
    })
    expect(drawn('bar', series)).toMatchObject({ type: 'Chart.VerticalBar', data: [{ x: 'Q1' }, { x: 'Q3', y: 15 }] })
    expect(drawn('bar', both)).toMatchObject({
      type: 'Chart.VerticalBar.Grouped',
      data: [{ legend: 'EMEA' }, { legend: 'AMER' }],
    })
    expect(drawn('pie', series)).toMatchObject({
      type: 'Chart.Pie',
      data: [
        { legend: 'Q1', value: 24.3 },
        { legend: 'Q3', value: 15 },
      ],
    })
    const fallback = JSON.stringify(drawn('line', series))
    expect(fallback).toContain('24.3 %')
    expect(fallback.match(/Win rate/g), 'the title of the chart, and that of the table in its place').toHaveLength(2)
    expect(fallback).toContain('–')
  })

  test('what cannot be drawn is a table', () => {
    const kinds = (shape: 'line' | 'bar' | 'pie', values: (number | null)[]) =>
      toCard(message({ ...chart, shape, series: [{ name: 'EMEA', values }] }), viewers).body.map((one) => one.type)
    expect(kinds('pie', [1, -2, 3])).toEqual(['RichTextBlock', 'Table'])
    expect(kinds('line', [null, null, null])).toEqual(['RichTextBlock', 'Table'])
  })

  test('a long line keeps its end, and says what is missing', () => {
    const categories = Array.from({ length: 48 }, (_, index) => `W${index + 1}`)
    const series = [{ name: 'Won', values: categories.map((_, index) => index) }]
    const body = toCard(message({ ...chart, shape: 'line', categories, series }), viewers).body
    expect(body[0]).toMatchObject({ data: [{ values: expect.arrayContaining([{ x: 'W48', y: 47 }]) }] })
    expect(JSON.stringify(body[0])).not.toContain('"W12"')
    expect(JSON.stringify(body[1])).toContain('… +12')
  })
})

const words = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(...hostile),
  fc.integer({ min: 1, max: 10_000 }).map((length) => 'word '.repeat(length)),
  fc.integer({ min: 1, max: 500 }).map((length) => 'line\n'.repeat(length)),
)
const url = fc.oneof(fc.webUrl(), words)
const someone = fc.record({
  platform: fc.constantFrom('teams' as const, 'slack' as const),
  workspace: fc.constantFrom('acme', 'other'),
  user: fc.uuid(),
})
const span: fc.Arbitrary<Span> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('plain' as const, 'strong' as const, 'emphasis' as const, 'code' as const),
    text: words,
  }),
  fc.record({ kind: fc.constant('link' as const), text: words, url }),
  fc.record({ kind: fc.constant('person' as const), name: words, accounts: fc.array(someone, { maxLength: 2 }) }),
  fc.constant({ kind: 'break' as const }),
)
const text = fc.array(span, { maxLength: 8 })
const call = fc.record({
  action: fc.constant('x.y'),
  args: fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json))),
  opens: fc.constantFrom('form' as const, null),
})
const many = (most: number) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(3) }, { weight: 1, arbitrary: fc.constant(most) })
const repeated = <T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> =>
  fc
    .tuple(fc.array(one, { minLength: 1, maxLength: 4 }), many(most))
    .map(([some, length]) => Array.from({ length }, (_, index) => some[index % some.length] as T))
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text: words }),
  fc.record({ kind: fc.constantFrom('text' as const, 'note' as const), text }),
  fc.record({ kind: fc.constant('facts' as const), facts: repeated(fc.record({ label: words, value: text }), 100) }),
  fc.record({
    kind: fc.constant('table' as const),
    caption: words,
    columns: fc.array(fc.record({ label: words, align: fc.constantFrom('start' as const, 'end' as const) }), {
      maxLength: 15,
    }),
    rows: repeated(fc.array(text, { maxLength: 15 }), 120),
  }),
  fc.record({
    kind: fc.constant('chart' as const),
    shape: fc.constantFrom('line' as const, 'bar' as const, 'pie' as const),
    title: words,
    unit: words,
    categories: repeated(words, 100),
    series: fc.array(
      fc.record({ name: words, values: repeated(fc.option(fc.float({ noNaN: true, noDefaultInfinity: true })), 100) }),
      { maxLength: 9 },
    ),
  }),
  fc.record({ kind: fc.constant('progress' as const), label: words, done: fc.integer(), total: fc.integer() }),
  fc.record({
    kind: fc.constant('actions' as const),
    buttons: repeated(
      fc.oneof(
        fc.record({
          kind: fc.constant('call' as const),
          label: words,
          call,
          style: fc.constantFrom('normal' as const, 'primary' as const, 'danger' as const),
          confirm: fc.option(fc.record({ title: words, text: words, yes: words, no: words })),
        }),
        fc.record({ kind: fc.constant('link' as const), label: words, url }),
      ),
      40,
    ),
  }),
  fc.constant({ kind: 'divider' as const }),
)

describe('limits', () => {
  test('no message, however long, breaks a limit of Teams', () => {
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 12 }),
        fc.constantFrom(1, 1, 1, 40),
        fc.boolean(),
        (blocks, times, alone) => {
          const long = message(...Array.from({ length: times }, () => blocks).flat())
          const activity = toActivity(long, { tenant: 'acme', alone })
          expect(JSON.stringify(activity).length * 2).toBeLessThanOrEqual(80 * 1024)
          expect(validateCard(activity.attachments[0]?.content)).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('what does not fit is counted where the card ends', () => {
    const blocks = Array.from(
      { length: 900 },
      (_, index) => ({ kind: 'text', text: textOf(`${index} ${'long '.repeat(300)}`) }) as const,
    )
    const card = toCard(message(...blocks), viewers)
    const last = JSON.stringify(card.body.at(-1))
    const left = Number(/… \+(\d+)/.exec(last)?.[1])
    expect(left).toBe(900 - (card.body.length - 1))
    expect(card.body.length).toBeGreaterThan(50)
  })

  test('a large table says how many rows or columns are missing', () => {
    const table = (rows: number, columns: number) =>
      toCard(
        message({
          kind: 'table',
          caption: '',
          columns: Array.from({ length: columns }, (_, index) => ({ label: `C${index}`, align: 'start' }) as const),
          rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => textOf('x'))),
        }),
        viewers,
      ).body
    expect(JSON.stringify(table(62, 3).at(-1))).toContain('… +12')
    expect(JSON.stringify(table(5, 10).at(-1))).toContain('… +2')
  })
})

const schemaFile = '../shared/schemas/adaptive-card.schema.1.5.0.json'

/** Teams' own additions, taken out: `msteams`, and charts in favour of their fallback. */
function standard(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(standard)
  if (typeof value !== 'object' || value === null) return value
  const { msteams: _, ...rest } = value as { msteams?: unknown }
  if ('type' in rest && typeof rest.type === 'string' && rest.type.startsWith('Chart.') && 'fallback' in rest)
    return standard(rest.fallback)
  return Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, key === 'data' ? one : standard(one)]))
}

test('cards fit the published schema of Adaptive Cards 1.5', (context) => {
  if (!existsSync(schemaFile)) return context.skip(`${schemaFile} is absent: not compared with the published schema`)
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'))
  const fits = ajv.compile(schema)
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
      const valid = fits(standard(toCard(message(...blocks), viewers)))
      expect(fits.errors ?? []).toEqual([])
      expect(valid).toBe(true)
    }),
    { numRuns: 25 },
  )
})
