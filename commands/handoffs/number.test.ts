import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Question } from '../../src/metrics/question.js'
import { type AcmeDoor, acmeDoor, presses, wordsOf } from '../../test/acme-door.js'

let door: AcmeDoor
beforeAll(async () => {
  door = await acmeDoor('maya', 'gus')
})
afterAll(() => door[Symbol.asyncDispose]())

const question: Question = {
  metric: 'win_rate',
  period: { from: '2026-10-01', to: '2027-01-01', shape: { kind: 'unit', unit: 'quarter' }, relative: true },
  by: null,
  where: [{ dimension: 'region', values: ['EMEA'] }],
  against: { kind: 'previous' },
  trend: null,
}
const pressed = (user: string) =>
  door.handle(presses(user, 'metrics.hand_over', { question: JSON.parse(JSON.stringify(question)) }))

it('a number is handed over by what it is about, never with its value: not everybody who sees the card may read it', async () => {
  const reply = await pressed('maya')
  expect(reply.kind === 'form' && reply.form).toMatchObject({
    call: { action: 'handoffs.new', args: { record: 'metric:win_rate' } },
    draft: { title: 'Win rate, EMEA, this quarter: ' },
  })
})

it('who may not read a number gets no form about it', async () => {
  const cash = { ...question, metric: 'cash_balance', where: [] }
  const reply = await door.handle(presses('maya', 'metrics.hand_over', { question: JSON.parse(JSON.stringify(cash)) }))
  expect(reply.kind).toBe('tell')
  expect(wordsOf(reply)).toContain('Finance')
})

it('somebody from outside gets no form', async () => {
  const reply = await pressed('gus')
  expect(reply.kind).toBe('tell')
  expect(wordsOf(reply)).not.toContain('Win rate')
})
