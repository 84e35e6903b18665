import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Message } from '../src/chat/message.js'
import { flatten, type Text } from '../src/chat/text.js'
import type { TextKey } from '../src/locales/areas.js'
import { type Args, textsFor } from '../src/locales/texts.js'
import { toBlocks } from '../src/platforms/slack/blocks/message.js'
import { toActivity } from '../src/platforms/teams/cards/card.js'
import { everyObject, shown } from './slack/json.js'

/** What somebody may type, or have as a name, to reach everybody, to hide an address, or to change what stands around it. */
const payloads = [
  '<!channel>',
  '<!here>',
  '<!everyone>',
  '<@U012AB>',
  '<#C012AB>',
  '<!subteam^S012AB>',
  '<https://evil.example|here>',
  '&lt;!channel&gt;',
  '[x](http://evil.example)',
  '<at>all</at>',
  '<a href="javascript:alert(1)">x</a>',
  'javascript:alert(1)',
] as const

const folder = 'src/locales/en'
const area = z.record(z.string(), z.string())

/** Every text that people read, with the names of what is filled in: words, and counts. */
const texts = readdirSync(folder)
  .filter((file) => file !== 'words.json')
  .flatMap((file) =>
    Object.entries(area.parse(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')))).map(([name, source]) => ({
      key: `${file.slice(0, -'.json'.length)}.${name}` as TextKey,
      ...holesOf(new IntlMessageFormat(source, 'en').getAst()),
    })),
  )
  .filter(({ words }) => words.length > 0)

type Ast = ReturnType<IntlMessageFormat['getAst']>
interface Holes {
  readonly words: readonly string[]
  readonly counts: readonly string[]
}

/** Element types of formatjs: 1 is an argument, 2 a number, 5 a choice, 6 a plural, 8 a tag. */
function holesOf(ast: Ast): Holes {
  const found = ast.map((part): Holes => {
    if (part.type === 1) return { words: [part.value], counts: [] }
    if (part.type === 2) return { words: [], counts: [part.value] }
    if (part.type === 8) return holesOf(part.children)
    if (part.type !== 5 && part.type !== 6) return { words: [], counts: [] }
    const inner = holesOf(Object.values(part.options).flatMap((option) => option.value))
    return part.type === 5
      ? { words: [...inner.words, part.value], counts: inner.counts }
      : { words: inner.words, counts: [...inner.counts, part.value] }
  })
  return { words: found.flatMap(({ words }) => words), counts: found.flatMap(({ counts }) => counts) }
}

function filled({ key, words, counts }: (typeof texts)[number], payload: string): Text {
  const args: Args = {
    ...Object.fromEntries(words.map((name) => [name, payload])),
    ...Object.fromEntries(counts.map((name) => [name, 2])),
  }
  return textsFor('en', 'UTC').text(key, args)
}

/** The text everywhere where a text can stand. */
function everywhere(text: Text): Message {
  const words = flatten(text)
  return {
    blocks: [
      { kind: 'heading', text: words },
      { kind: 'text', text },
      { kind: 'note', text },
      { kind: 'facts', facts: [{ label: words, value: text }] },
      { kind: 'table', caption: words, columns: [{ label: words, align: 'start' }], rows: [[text]] },
      {
        kind: 'chart',
        shape: 'bar',
        title: words,
        unit: words,
        categories: [words],
        series: [{ name: words, values: [1] }],
      },
      { kind: 'progress', label: words, done: 1, total: 2 },
      {
        kind: 'actions',
        buttons: [
          { kind: 'link', label: words, url: words },
          {
            kind: 'call',
            label: words,
            call: { action: 'x.y', args: {}, opens: null },
            style: 'normal',
            confirm: { title: words, text: words, yes: words, no: words },
          },
        ],
      },
    ],
    discloses: [],
  }
}

/** Elements of Slack that ring somebody's bell, lead somewhere, or are parsed. */
const live = ['user', 'usergroup', 'broadcast', 'channel', 'link', 'mrkdwn', 'markdown']

/** What Teams' clients parse as Markdown: the words of text blocks and of fact sets. */
const parsed = (card: unknown): readonly string[] =>
  everyObject(card).flatMap((one) => {
    const kinds =
      one.type === 'TextBlock'
        ? [one.text]
        : 'title' in one && 'value' in one && !('type' in one)
          ? [one.title, one.value]
          : []
    return kinds.filter((text) => typeof text === 'string')
  })

describe.each(payloads)('%s', (payload) => {
  test('filled into any text reaches nobody and leads nowhere in Slack (ASVS 1.2.2, 1.3.5)', () => {
    for (const one of texts) {
      const { text, blocks } = toBlocks(everywhere(filled(one, payload)), 'T1')
      const objects = everyObject(blocks)
      expect(
        objects.filter(({ type }) => live.includes(String(type))),
        one.key,
      ).toEqual([])
      expect(
        objects.filter((object) => 'url' in object || object.emoji === true),
        one.key,
      ).toEqual([])
      expect(text, one.key).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
    }
  })

  test('filled into any text reaches nobody and leads nowhere in Teams (ASVS 1.2.2, 1.3.5)', () => {
    for (const one of texts) {
      const { summary, attachments } = toActivity(everywhere(filled(one, payload)), { tenant: 'acme', alone: false })
      const card = attachments[0]?.content
      expect(card?.msteams.entities, one.key).toBeUndefined()
      expect(
        everyObject(card).filter(({ type }) => type === 'Action.OpenUrl'),
        one.key,
      ).toEqual([])
      for (const words of parsed(card)) expect(words, one.key).not.toMatch(/\]\(|<|>|&lt;|\w:\/\/|\w\.example/)
      expect(`${summary}${JSON.stringify(card?.body)}`, one.key).not.toMatch(/<\/?at\b/i)
    }
  })
})

test('what is typed is read as words, never as a part of the text around it (ASVS 1.3.5)', () => {
  expect(texts.length).toBeGreaterThan(60)
  for (const typed of [
    '{count, plural, one {x} other {y}}',
    "'{'{b}",
    '<b>bold</b>',
    '</b>',
    '<code>',
    '#',
    '{0}',
    '\u0024{1+1}',
    ...payloads,
  ]) {
    // Some arguments choose between texts and are not shown themselves.
    for (const one of texts.filter((each) => flatten(filled(each, 'Maya')).includes('Maya'))) {
      const text = filled(one, typed)
      const spans = text.filter((span) => span.kind !== 'break' && span.kind !== 'person' && span.text === typed)
      const inside = flatten(text).split(typed).length - 1
      expect(inside, `${one.key}: ${flatten(text)}`).toBeGreaterThan(0)
      expect(spans.every((span) => span.kind !== 'link')).toBe(true)
    }
  }
})

test('an entity that was typed is shown as it was typed, and not decoded twice (ASVS 1.2.2)', () => {
  const text = textsFor('en', 'UTC').text('errors.did_you_mean', { typed: '&lt;!channel&gt;' })
  const drawn = toBlocks({ blocks: [{ kind: 'text', text }], discloses: [] }, 'T1')
  expect(drawn.text).toContain('&amp;lt;!channel&amp;gt;')
  expect(shown(drawn.blocks).join('')).toContain('&lt;!channel&gt;')
})
