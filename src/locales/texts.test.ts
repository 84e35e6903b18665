import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { flatten } from '../chat/text.js'
import { currencyDigits } from './formats.js'
import { textsFor } from './texts.js'

const t = textsFor('en', 'Europe/Berlin')

describe('a text', () => {
  it('turns the tags of a message into spans', () => {
    expect(t.text('checklists.done_already', { who: 'Maya', item: 'Freeze' })).toEqual([
      { kind: 'plain', text: 'Maya had done ' },
      { kind: 'strong', text: 'Freeze' },
      { kind: 'plain', text: ' already. Nothing left for you.' },
    ])
  })

  it.each(['<b>bold</b>', '{who}', "it's {", '<!channel>', '#', '{count, plural, one {x} other {y}}'])(
    'takes %s as data, whatever it looks like',
    (typed) => {
      const text = t.text('checklists.done_already', { who: typed, item: typed })
      expect(text[1]).toEqual({ kind: 'strong', text: typed })
      expect(flatten(text)).toBe(`${typed} had done ${typed} already. Nothing left for you.`)
    },
  )

  it('keeps the spans of a text that is put into another', () => {
    const person = [{ kind: 'person', name: 'Omar', accounts: [] }] as const
    expect(t.text('checklists.done_already', { who: person, item: 'x' })[0]).toEqual(person[0])
  })

  it('counts in plurals', () => {
    expect(t.plain('checklists.progress', { done: 0, total: 1 })).toBe('0 of 1 item done')
    expect(t.plain('checklists.progress', { done: 2, total: 4 })).toBe('2 of 4 items done')
  })

  it('shows instants in the zone of its reader', () => {
    const when = Temporal.Instant.from('2026-11-30T08:00:00Z')
    expect(t.plain('digests.next', { when })).toMatch(/Nov 30, 2026, 9:00\sAM/)
    expect(textsFor('en-GB', 'America/New_York').plain('digests.next', { when })).toBe('next 30 Nov 2026, 03:00')
  })

  it('falls back to English for a language that has none yet, numbers and dates too', () => {
    const persian = textsFor('fa-IR', 'Asia/Tehran')
    expect(persian.plain('common.help_title')).toBe('What I can do')
    expect([persian.percent(0.24), persian.day('2026-11-30')]).toEqual(['24%', '30 Nov 2026'])
    expect(textsFor('de-DE', 'Europe/Berlin').number(1234.5, 1)).toBe('1,234.5')
  })
})

describe('the tag of a language', () => {
  it.each(['en_US', '', 'not a tag', 'x'])('%j does not stop anybody from being answered', (tag) => {
    expect(textsFor(tag, 'UTC').plain('checklists.none')).toBe('No checklist is running.')
  })
})

describe('money', () => {
  it.each([
    ['EUR', 123456, '€1,234.56'],
    ['JPY', 123456, '¥123,456'],
    ['KWD', 123456, 'KWD\u00a0123.456'],
  ])('in %s has the decimals of its currency', (currency, minor, shown) => {
    expect(t.money(minor, currency)).toBe(shown)
  })

  it('knows how many decimals a currency has', () => {
    expect(['EUR', 'JPY', 'KWD'].map(currencyDigits)).toEqual([2, 0, 3])
  })
})
