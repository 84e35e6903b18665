import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Expression, ExpressionError, namesIn, parseExpression } from './expression.js'

function value(expression: Expression): number {
  if (expression.kind === 'number') return expression.value
  if (expression.kind === 'name') return expression.name.length
  const [left, right] = [value(expression.left), value(expression.right)]
  return { '+': left + right, '-': left - right, '*': left * right, '/': left / right }[expression.sign]
}

describe('the formula of a derived metric', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['100 / 10 / 2', 5],
    ['-2 * 3', -6],
    ['2.5*4', 10],
    ['ab * 10 + abc', 23],
  ])('%s', (text, expected) => {
    expect(value(parseExpression(text))).toBe(expected)
  })

  it('names the metrics that it uses, each once', () => {
    expect(namesIn(parseExpression('won / (won + lost) * 100'))).toEqual(['won', 'lost'])
  })

  it.each([
    ['', 'ends too early'],
    ['1 +', 'ends too early, at character 4'],
    ['(1', 'is never closed'],
    ['1 2', '"2" at character 3'],
    ['won; drop table opportunities', '";" at character 4'],
    ["won || 'x'", '"|" at character 5'],
    ['won ** 2', '"*" at character 6'],
    ['process.exit()', '"." at character 8'],
    ['won`', '"`" at character 4'],
    ['$1', '"$" at character 1'],
    ['('.repeat(400), 'more than 40 parentheses'],
  ])('refuses %j and says where', (text, expected) => {
    expect(() => parseExpression(text)).toThrow(expected)
  })

  it('reads or refuses anything, and never does anything else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        try {
          parseExpression(text)
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
