import { expect, it } from 'vitest'
import type { Message } from './message.js'
import { plainLines } from './plain.js'
import { textOf } from './text.js'

const lines = (...blocks: Message['blocks']) => plainLines({ blocks, discloses: [] })

it('reads a message line by line, without its buttons', () => {
  const shown = lines(
    { kind: 'heading', text: 'Weekly beat' },
    {
      kind: 'text',
      text: [
        { kind: 'plain', text: 'Win rate ' },
        { kind: 'strong', text: '24%' },
      ],
    },
    { kind: 'facts', facts: [{ label: 'Owner', value: [{ kind: 'person', name: 'Maya', accounts: [] }] }] },
    { kind: 'progress', label: 'Stages', done: 1, total: 4 },
    { kind: 'divider' },
    { kind: 'actions', buttons: [{ kind: 'link', label: 'Open', url: 'https://acme.example' }] },
  )
  expect(shown).toEqual(['Weekly beat', 'Win rate 24%', 'Owner: Maya', 'Stages: 1/4'])
})

it('reads a chart as its numbers, and says where there is none', () => {
  const chart = { kind: 'chart', shape: 'bar', title: 'Win rate', unit: '%', categories: ['EMEA', 'APAC'] } as const
  expect(lines({ ...chart, series: [{ name: 'now', values: [15, null] }] })).toEqual([
    'Win rate',
    'EMEA: 15 %',
    'APAC: –',
  ])
})

it('lays out a table in columns, and cuts one that nobody could read', () => {
  const cell = (text: string) => [{ kind: 'plain', text }] as const
  const table = {
    kind: 'table',
    caption: 'Deals',
    columns: [
      { label: 'Name', align: 'start' },
      { label: 'Days', align: 'end' },
    ],
  } as const
  expect(lines({ ...table, rows: [[cell('Delta'), cell('12')]] })).toEqual(['Deals', 'Name   Days', 'Delta  12'])
  const huge = lines({ ...table, rows: Array.from({ length: 5000 }, () => [cell('x'.repeat(10_000)), cell('1')]) })
  expect(huge).toHaveLength(53)
  expect(huge.at(-1)).toBe('… +4950')
  expect(Math.max(...huge.map((line) => line.length))).toBeLessThan(60)
})

it('puts a colon behind a label, but no second mark behind a question', () => {
  const facts = ['Owner', 'How full is your week?', 'Ready!'].map((label) => ({ label, value: textOf('4') }))
  expect(lines({ kind: 'facts', facts })).toEqual(['Owner: 4', 'How full is your week? 4', 'Ready! 4'])
})
