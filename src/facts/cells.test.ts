import { expect, test } from 'vitest'
import { csvLine, guard, unguard } from './cells.js'

test.each([
  '=HYPERLINK("http://evil")',
  '+1',
  '-1+cmd',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '＝1',
  '\u0000=1',
  "'=1",
])('a spreadsheet sees text, not a formula: %j', (payload) => {
  expect(guard(payload)).toBe(`'${payload}`)
  expect(unguard(guard(payload))).toBe(payload)
})

test.each(['-5.2', '-1,250.00', '-3 %'.replace(' ', ''), 'plain', "o'clock", "'quoted'", ''])(
  'left as it is: %j',
  (value) => {
    expect(guard(value)).toBe(value)
    expect(unguard(value)).toBe(value)
  },
)

test('cells are quoted where their content would end them', () => {
  expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', '=1'])).toBe(`a,"b,c","say ""hi""","two\nlines",'=1\r\n`)
})
