import { describe, expect, it } from 'vitest'
import { readTo } from './words.js'

const departments = [
  { key: 'finance', label: 'Finance', leader: null, home: null },
  { key: 'customer_success', label: 'Customer success', leader: null, home: null },
  { key: 'sales', label: 'Sales', leader: null, home: null },
]
const read = (text: string) => {
  const typed = readTo(text, departments, 'by')
  return typed && [typed.department.key, typed.title, typed.due]
}

describe('what is typed after /handoff to', () => {
  it.each([
    ['finance: set up invoicing for Delta', ['finance', 'set up invoicing for Delta', null]],
    ['Finance set up invoicing', ['finance', 'set up invoicing', null]],
    ['customer success: kickoff by 2026-12-01', ['customer_success', 'kickoff', '2026-12-01']],
    ['Customer_Success kickoff for Delta: Friday', ['customer_success', 'kickoff for Delta: Friday', null]],
    ['customer success kickoff', ['customer_success', 'kickoff', null]],
    ['sales: price by the hour', ['sales', 'price by the hour', null]],
    ['sales: Delta: the second order', ['sales', 'Delta: the second order', null]],
    ['finance', ['finance', '', null]],
    ['legal: contract', null],
    ['', null],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})
