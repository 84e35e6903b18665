import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMarkdown } from './markdown.js'
import { type Part, type Span, safeUrl } from './nodes.js'

const spansOf = (part: Part): readonly Span[] => {
  if (part.kind === 'paragraph' || part.kind === 'heading') return part.spans
  if (part.kind === 'quote') return part.parts.flatMap(spansOf)
  return part.kind === 'list' ? part.items.flatMap((item) => item.flatMap(spansOf)) : []
}
const shape = (text: string) =>
  parseMarkdown(text)
    .flatMap(spansOf)
    .map((span) => (span.kind === 'style' ? span.style : span.kind))
const plain = (spans: readonly Span[]): string =>
  spans.map((span) => (span.kind === 'text' ? span.text : 'spans' in span ? plain(span.spans) : '')).join('')
const words = (text: string) => plain(parseMarkdown(text).flatMap(spansOf))

describe('markdown', () => {
  test('knows emphasis, strikethrough, code and links', () => {
    expect(shape('**b** *i* _i_ ~~s~~ `c` [l](https://a.example)')).toEqual([
      'bold',
      'text',
      'italic',
      'text',
      'italic',
      'text',
      'strike',
      'text',
      'code',
      'text',
      'link',
    ])
    expect(shape('snake_case_name 2*3 * 4')).toEqual(['text'])
    expect(shape('see https://a.example/x.')).toEqual(['text', 'link', 'text'])
  })

  test('a backslash and an entity take a mark its meaning', () => {
    expect(shape('\\*not\\* \\[a\\](b) &lt;b&gt; \\<at>x')).toEqual(['text'])
    expect(words('\\*not\\* &lt;b&gt; &#65; &amp;amp;')).toBe('*not* <b> A &amp;')
    expect(words('&nonsense; & so')).toBe('&nonsense; & so')
  })

  test('HTML is text, and only the mention of Teams means something', () => {
    expect(shape('<b>x</b> <img src=x onerror=alert(1)>')).toEqual(['text'])
    expect(shape('<at>Drumbeat</at> hi')).toEqual(['person', 'text'])
  })

  test('a link that runs something is no link when it is drawn', () => {
    const [link] = parseMarkdown('[x](javascript:alert(1))').flatMap(spansOf)
    expect(safeUrl(link?.kind === 'link' ? link.url : 'javascript:x')).toBeNull()
    expect([safeUrl('https://a.example'), safeUrl('mailto:a@b.example'), safeUrl(' data:text/html,x')]).toEqual([
      'https://a.example',
      'mailto:a@b.example',
      null,
    ])
  })

  test('knows headings, lists in lists, quotes, fences and rules', () => {
    const text = '# Head\n\ntext\nmore\n- a\n  - b\n- c\n\n3. three\n\n> quoted\n\n```\n*x*\n```\n---'
    expect(parseMarkdown(text).map((part) => part.kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'quote',
      'code',
      'rule',
    ])
    const [, , list, numbered] = parseMarkdown(text)
    expect(list?.kind === 'list' && list.items.map((item) => item.map((part) => part.kind))).toEqual([
      ['paragraph', 'list'],
      ['paragraph'],
    ])
    expect(numbered).toMatchObject({ ordered: true, start: 3 })
  })

  test('text with every mark escaped is shown as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab*_~`[]()<>&!#'), minLength: 1 }), (text) => {
        const escaped = text.replace(/[*_~`[\]()<>&!#]/g, '\\$&')
        expect([words(escaped), shape(escaped)]).toEqual([text, ['text']])
      }),
    )
  })

  test('no text makes it fail or loop', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab *_~`[]()<>&\\-1.>#|\n'), maxLength: 60 }), (text) => {
        expect(Array.isArray(parseMarkdown(text))).toBe(true)
      }),
    )
  })
})
