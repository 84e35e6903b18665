import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inlineSpans, parseMrkdwn } from './mrkdwn.js'
import type { Part, Span } from './nodes.js'

const words = (spans: readonly Span[]): string =>
  spans
    .map((span) => {
      if (span.kind === 'text') return span.text
      if (span.kind === 'break') return '\n'
      if (span.kind === 'emoji') return `:${span.name}:`
      return 'spans' in span ? words(span.spans) : ''
    })
    .join('')
const kinds = (spans: readonly Span[]): readonly string[] =>
  spans.flatMap((span) => [span.kind, ...('spans' in span ? kinds(span.spans) : [])])
const bold = (text: string): Span => ({ kind: 'style', style: 'bold', spans: [{ kind: 'text', text }] })

describe('mrkdwn', () => {
  test('marks count where words begin and end, and nowhere else', () => {
    expect(inlineSpans('a *b c* d')).toEqual([{ kind: 'text', text: 'a ' }, bold('b c'), { kind: 'text', text: ' d' }])
    for (const text of ['2*3*4', 'a * b * c', '*open', 'snake_case_name', '* list', '**'])
      expect(kinds(inlineSpans(text)), text).toEqual(['text'])
    expect(kinds(inlineSpans('*a\nb*'))).toEqual(['text', 'break', 'text'])
    expect(kinds(inlineSpans('*_~x~_*'))).toEqual(['style', 'style', 'style', 'text'])
    expect(kinds(inlineSpans('(*x*)'))).toEqual(['text', 'style', 'text', 'text'])
  })

  test('code keeps its marks, and shows of a link only its words', () => {
    expect(inlineSpans('`*x* <https://a.example|y>`')).toEqual([
      { kind: 'style', style: 'code', spans: [{ kind: 'text', text: '*x* y' }] },
    ])
    expect(parseMrkdwn('before\n```\n*a* &lt;b&gt;\n```\nafter')).toEqual([
      { kind: 'paragraph', spans: [{ kind: 'text', text: 'before' }] },
      { kind: 'code', text: '*a* <b>' },
      { kind: 'paragraph', spans: [{ kind: 'text', text: 'after' }] },
    ])
  })

  test('what stands in angle brackets is a link, a mention or a date', () => {
    expect(inlineSpans('<https://a.example?x=1&amp;y=2|the &lt;report&gt;>')).toEqual([
      { kind: 'link', url: 'https://a.example?x=1&y=2', spans: [{ kind: 'text', text: 'the <report>' }] },
    ])
    expect(inlineSpans('<@U1><#C1|general><!subteam^S1|@ops><!here>')).toEqual([
      { kind: 'person', id: 'U1', label: null },
      { kind: 'channel', id: 'C1', label: 'general' },
      { kind: 'group', id: 'S1', label: '@ops' },
      { kind: 'broadcast', range: 'here' },
    ])
    expect(inlineSpans('<!date^1700000000^{date_short} at {time}^https://a.example|then>')).toEqual([
      { kind: 'date', at: 1_700_000_000, format: '{date_short} at {time}', url: 'https://a.example', fallback: 'then' },
    ])
  })

  test('quotes gather their lines, and three marks quote the rest', () => {
    const quoted = (part: Part | undefined) => part?.kind === 'quote' && words(Object(part.parts[0]).spans)
    expect(parseMrkdwn('&gt; a\n&gt; b\nc').map((part) => part.kind)).toEqual(['quote', 'paragraph'])
    expect(quoted(parseMrkdwn('&gt; a\n&gt; b\nc')[0])).toBe('a\nb')
    expect(quoted(parseMrkdwn('x\n&gt;&gt;&gt; a\nb\n\nc')[1])).toBe('a\nb\n\nc')
  })

  test('escaped text is shown as it was, with nothing in it but words, styles and emoji', () => {
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab <>&;@!#|\n"\'/:.') }), (text) => {
        const spans = inlineSpans(escaped(text))
        expect(words(spans)).toBe(text)
        expect(kinds(spans).filter((kind) => !['text', 'break', 'emoji'].includes(kind))).toEqual([])
      }),
    )
  })

  test('no text makes it fail or loop', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab *_~`<>&;|^@!#\n'), maxLength: 60 }), (text) => {
        expect(Array.isArray(parseMrkdwn(text))).toBe(true)
      }),
    )
  })
})
