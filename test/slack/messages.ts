import fc from 'fast-check'
import type { Block, Chart, Message } from '../../src/chat/message.js'
import type { Span } from '../../src/chat/text.js'

/** Arbitrary messages for property tests: mostly small, sometimes far beyond every limit, full of what people may type. */

/** The workspace in which `USER` has an account. */
export const TEAM = 'T1'
const USER = 'U012AB'

/** What somebody might type to reach everybody, to hide an address, or to break a line. */
export const hostile = [
  '<!channel>',
  '<!here>',
  '<!everyone>',
  '<@U012AB>',
  '<#C1>',
  '<!subteam^S1>',
  '<https://evil.example|here>',
  '&lt;!channel&gt;',
  '[x](http://evil.example)',
  '<at>all</at>',
  '*bold* _it_ ~no~ `code`',
  'a\u0000b\u001b[31m',
  '\u202Eright\u2066to\u200Fleft',
  '\uD800',
]

const span: fc.Arbitrary<Span> = fc.oneof(
  ...(['plain', 'strong', 'emphasis', 'code'] as const).map((kind) =>
    fc.record({ kind: fc.constant(kind), text: words() }),
  ),
  fc.record({ kind: fc.constant('link' as const), text: words(), url: fc.oneof(fc.webUrl(), words()) }),
  fc.record({
    kind: fc.constant('person' as const),
    name: words(),
    accounts: fc.array(
      fc.record({
        platform: fc.constantFrom('slack' as const, 'teams' as const),
        workspace: fc.constantFrom(TEAM, 'T2'),
        user: fc.oneof(fc.constant(USER), words()),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.constant({ kind: 'break' as const }),
)

function words(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ maxLength: 30, unit: 'binary' }) },
    { weight: 3, arbitrary: fc.constantFrom(...hostile) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 0, max: 20_000 }).map((length) => 'long & wide <word> '.repeat(length / 10)),
    },
  )
}

const text = fc.array(span, { maxLength: 30 })
const many = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 250 }) },
)

function listOf<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return many.chain((length) => fc.array(one, { minLength: length, maxLength: length }))
}

const chart: fc.Arbitrary<Chart> = fc
  .tuple(many, fc.integer({ min: 0, max: 14 }), fc.constantFrom('line' as const, 'bar' as const, 'pie' as const))
  .chain(([categories, series, shape]) =>
    fc.record({
      kind: fc.constant('chart' as const),
      shape: fc.constant(shape),
      title: words(),
      unit: words(),
      categories: fc.array(words(), { minLength: categories, maxLength: categories }),
      series: fc.array(
        fc.record({
          name: words(),
          values: fc.array(
            fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(null)),
            {
              minLength: categories,
              maxLength: categories,
            },
          ),
        }),
        { minLength: series, maxLength: series },
      ),
    }),
  )

const call = fc.record({
  action: fc.constantFrom('metrics.ask', 'digests.preview'),
  args: fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 40 }), { maxKeys: 4, noNullPrototype: true }),
  opens: fc.constantFrom('form' as const, null),
})

const button = fc.oneof(
  fc.record({
    kind: fc.constant('call' as const),
    label: words(),
    call,
    style: fc.constantFrom('normal' as const, 'primary' as const, 'danger' as const),
    confirm: fc.option(fc.record({ title: words(), text: words(), yes: words(), no: words() })),
  }),
  fc.record({ kind: fc.constant('link' as const), label: words(), url: fc.oneof(fc.webUrl(), words()) }),
)

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text: words() }),
  fc.record({ kind: fc.constant('text' as const), text }),
  fc.record({ kind: fc.constant('note' as const), text }),
  fc.record({ kind: fc.constant('facts' as const), facts: listOf(fc.record({ label: words(), value: text })) }),
  fc.record({
    kind: fc.constant('table' as const),
    caption: words(),
    columns: listOf(fc.record({ label: words(), align: fc.constantFrom('start' as const, 'end' as const) })),
    rows: fc.array(fc.array(fc.array(span, { maxLength: 3 }), { maxLength: 6 }), { maxLength: 120 }),
  }),
  chart,
  fc.record({
    kind: fc.constant('progress' as const),
    label: words(),
    done: fc.integer({ min: -5, max: 200 }),
    total: fc.integer({ min: -5, max: 200 }),
  }),
  fc.record({ kind: fc.constant('actions' as const), buttons: listOf(button) }),
  fc.constant({ kind: 'divider' as const }),
)

export const anyMessage: fc.Arbitrary<Message> = fc.record({ blocks: listOf(block), discloses: fc.constant([]) })
