import { describe, expect, test } from 'vitest'
import { initialAnswer, problemOf, wireValue } from './answers.js'
import type { FieldElement } from './schema/elements.js'

const text = (text: string) => ({ kind: 'text', text }) as const
const option = (value: string) => ({ text: { type: 'plain_text' as const, text: value.toUpperCase() }, value })

describe('what is filled in', () => {
  test('is asked for, and checked as Slack checks it before it is sent', () => {
    const field: FieldElement = { type: 'plain_text_input', min_length: 3, max_length: 5 }
    expect(problemOf(field, text('  '), false)).toBe('Please complete this required field.')
    expect(problemOf(field, text(''), true)).toBeNull()
    expect(problemOf(field, text('ab'), true)).toBe('Write at least 3 characters.')
    expect(problemOf(field, text('abcdef'), false)).toBe('Write at most 5 characters.')
    const number: FieldElement = { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '10' }
    const said = ['2.5', 'x', '0', '11', '7'].map((value) => problemOf(number, text(value), false))
    expect(said).toEqual([
      'Enter a whole number.',
      'Enter a whole number.',
      'Enter 1 or more.',
      'Enter 10 or less.',
      null,
    ])
    expect(problemOf({ type: 'email_text_input' }, text('maya'), false)).toContain('e-mail')
    expect(problemOf({ type: 'url_text_input' }, text('ftp://x'), false)).toContain('http')
  })

  test('begins with what the bot put there, and travels as plain values', () => {
    const many: FieldElement = { type: 'multi_static_select', initial_options: [option('a'), option('b')] }
    const one: FieldElement = { type: 'users_select', initial_user: 'U1' }
    const start = (field: FieldElement) => initialAnswer(field, (id) => `name of ${id}`)
    expect(start(one)).toEqual({ kind: 'picked', choices: [{ value: 'U1', label: 'name of U1' }] })
    expect(wireValue(many, start(many))).toEqual(['a', 'b'])
    expect(wireValue(one, start(one))).toBe('U1')
    expect(wireValue(one, { kind: 'picked', choices: [] })).toBeNull()
    expect(wireValue({ type: 'datepicker' }, start({ type: 'datepicker' }))).toBeNull()
  })
})
