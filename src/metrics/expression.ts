/** Arithmetic over metrics: names, numbers, + - * / and parentheses. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'operation'
      readonly sign: '+' | '-' | '*' | '/'
      readonly left: Expression
      readonly right: Expression
    }

/** A formula that cannot be read; `message` says at which character and what was expected there. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

/** The name that stands for the days of the period, and for no metric. */
export const periodDays = 'period_days'

/** Deeper nesting than this is no formula that a person wrote, and would exhaust the stack. */
const deepest = 40

interface Token {
  readonly text: string
  readonly at: number
}

/**
 * Reads a derived metric's formula. Nothing of it is ever evaluated as code or put into SQL.
 * @throws ExpressionError naming the character and what was expected
 */
export function parseExpression(text: string): Expression {
  const reader = { tokens: tokensOf(text), next: 0, end: text.length }
  const result = sum(reader, 0)
  const rest = reader.tokens[reader.next]
  if (rest) throw unexpected(rest, 'an operator (+ - * /) or the end')
  return result
}

/** The metrics that an expression names, each once. */
export function namesIn(expression: Expression): readonly string[] {
  if (expression.kind === 'number') return []
  if (expression.kind === 'name') return expression.name === periodDays ? [] : [expression.name]
  return [...new Set([...namesIn(expression.left), ...namesIn(expression.right)])]
}

interface Reader {
  readonly tokens: readonly Token[]
  readonly end: number
  next: number
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  const pattern = /\s*(?:([a-z][a-z0-9_]*|\d+(?:\.\d+)?|[-+*/()])|(\S))/gy
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const token = match[1] ?? match[2] ?? ''
    const at = pattern.lastIndex - token.length
    if (match[2] !== undefined) throw unexpected({ text: token, at }, 'the name of a metric, a number, + - * / ( or )')
    tokens.push({ text: token, at })
  }
  return tokens
}

function unexpected(token: Token, wanted: string): ExpressionError {
  return new ExpressionError(`"${token.text}" at character ${token.at + 1} does not belong there; expected ${wanted}`)
}

function sum(reader: Reader, depth: number): Expression {
  let left = product(reader, depth)
  for (let sign = take(reader, '+', '-'); sign !== null; sign = take(reader, '+', '-')) {
    left = { kind: 'operation', sign, left, right: product(reader, depth) }
  }
  return left
}

function product(reader: Reader, depth: number): Expression {
  let left = atom(reader, depth)
  for (let sign = take(reader, '*', '/'); sign !== null; sign = take(reader, '*', '/')) {
    left = { kind: 'operation', sign, left, right: atom(reader, depth) }
  }
  return left
}

function take<S extends string>(reader: Reader, ...signs: readonly S[]): S | null {
  const sign = signs.find((one) => one === reader.tokens[reader.next]?.text)
  if (sign === undefined) return null
  reader.next += 1
  return sign
}

function atom(reader: Reader, depth: number): Expression {
  if (depth > deepest) throw new ExpressionError(`more than ${deepest} parentheses inside each other`)
  const token = reader.tokens[reader.next]
  if (!token)
    throw new ExpressionError(`ends too early, at character ${reader.end + 1}; expected a metric, a number or (`)
  reader.next += 1
  if (token.text === '-') {
    return { kind: 'operation', sign: '-', left: { kind: 'number', value: 0 }, right: atom(reader, depth + 1) }
  }
  if (token.text === '(') {
    const inner = sum(reader, depth + 1)
    if (take(reader, ')') === null) throw new ExpressionError(`the ( at character ${token.at + 1} is never closed`)
    return inner
  }
  if (/^\d/.test(token.text)) return { kind: 'number', value: Number(token.text) }
  if (/^[a-z]/.test(token.text)) return { kind: 'name', name: token.text }
  throw unexpected(token, 'a metric, a number or (')
}
