import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { plainLines } from '../chat/plain.js'
import { textsFor } from '../locales/texts.js'
import { standup } from './model.js'
import { type Outcome, summaryCard } from './summary-card.js'

const moment = Temporal.Instant.from('2026-11-23T08:00:00Z')
const words = (text: string) => ({ kind: 'words', text }) as const

/** Lena and Sara answered both questions. */
function outcomeOf(group: 'department' | 'question'): Outcome {
  return {
    round: {
      id: 1,
      kind: 'standup',
      subject: 'standup:week',
      day: '2026-11-23',
      openedAt: moment,
      closesAt: moment,
      closedAt: moment,
    },
    standup: standup.parse({
      name: 'week',
      title: 'Our week',
      owner: 'nadia@acme.example',
      ask: { departments: ['sales', 'marketing'] },
      days: ['monday'],
      at: '09:00',
      summary: { place: 'revenue', group },
      questions: [
        { kind: 'text', label: 'What is new?' },
        { kind: 'text', label: 'What is next?' },
      ],
    }),
    labels: new Map([
      ['sales', 'Sales'],
      ['marketing', 'Marketing'],
    ]),
    answers: [
      { name: 'Lena Vogt', department: 'sales', answers: [words('Delta is won'), words('Acme renews')] },
      { name: 'Sara Lind', department: 'marketing', answers: [words('Fair is booked'), null] },
    ],
    asked: 2,
    answered: 2,
    waiting: 0,
    skipped: [],
    missing: [],
    blockers: [],
  }
}
const linesOf = (group: 'department' | 'question') =>
  plainLines(summaryCard(outcomeOf(group), textsFor('en', 'UTC'))).slice(2)

test('answers stand department by department', () => {
  expect(linesOf('department')).toEqual([
    'Marketing',
    'Sara Lind: Fair is booked',
    'Sales',
    'Lena Vogt: Delta is won\nAcme renews',
  ])
})

test('or question by question, where the owner wants that', () => {
  expect(linesOf('question')).toEqual([
    'What is new?',
    'Sara Lind, Marketing: Fair is booked',
    'Lena Vogt, Sales: Delta is won',
    'What is next?',
    'Lena Vogt, Sales: Acme renews',
  ])
})
