import { describe, expect, it } from 'vitest'
import { CatalogueError, type Problem } from './problems.js'
import { catalogueWith } from './testing/acme.js'

function problemsOf(text: string): readonly Problem[] {
  try {
    catalogueWith(text)
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems
    throw error
  }
  return []
}

const metric = (name: string, formula: string, more = '') => `
- name: ${name}
  label: ${name} label
  owner: { department: sales }
  unit: ratio
  direction: up
  description: Something of our own.
  formula_text: something
  formula: ${formula}${more}`

describe('a formula with a hostile text', () => {
  const hostile = [
    'deals_won; drop table opportunities',
    "deals_won' or '1'='1",
    'constructor.constructor("return process")()',
    '__proto__ + deals_won',
    '(select 1)',
    '$' + '{deals_won}',
  ]
  it.each(hostile)('is refused with its path: %s', (text) => {
    const [problem] = problemsOf(metric('mine', `{ kind: derived, expression: ${JSON.stringify(text)} }`))
    expect(problem?.path).toBe('acme.yaml[0].formula.expression')
  })

  it('in the place of a field, a fact or a metric is refused with its path', () => {
    const paths = (formula: string) => problemsOf(metric('mine', formula)).map(({ path }) => path)
    const field = '{ kind: simple, fact: opportunities, aggregate: sum, field: "amount) --", date: closed_on }'
    expect(paths(field)).toContain('acme.yaml[0].formula.field')
    expect(paths('{ kind: ratio, num: "deals_won; --", den: deals_closed }')).toEqual(['acme.yaml[0].formula.num'])
    expect(paths('{ kind: simple, fact: pg_user, aggregate: count, date: x }')).toContain('acme.yaml[0].formula.fact')
    expect(
      paths(
        '{ kind: retention, fact: subscriptions, entity: "account, id", field: mrr, of: amount, from: valid_from, until: valid_to, lookback: 1 month }',
      ),
    ).toContain('acme.yaml[0].formula.entity')
  })
})

describe('formulas above formulas', () => {
  it('that double with every step are read in a moment, because what they share is one part', () => {
    const tower = Array.from({ length: 35 }, (_, at) => {
      const below = at === 0 ? 'deals_won' : `m${at - 1}`
      return metric(`m${at}`, `{ kind: derived, expression: ${below} + ${below} }`)
    })
    const began = performance.now()
    const plan = catalogueWith(tower.join('')).get('m34')?.plan
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(plan?.scans).toHaveLength(1)
  })

  it('that multiply themselves are refused', () => {
    const tower = Array.from({ length: 12 }, (_, at) => {
      const below = at === 0 ? 'deals_won' : `m${at - 1}`
      const year = metric(`y${at}`, `{ kind: cumulative, metric: ${below}, over: 12 months }`)
      const before = metric(`b${at}`, `{ kind: cumulative, metric: ${below}, over: period before }`)
      return year + before + metric(`m${at}`, `{ kind: derived, expression: y${at} + b${at} }`)
    })
    const problems = problemsOf(tower.join(''))
    expect(problems[0]?.path).toMatch(/^acme\.yaml\[\d+\]\.formula$/)
    expect(problems[0]?.what).toMatch(/more than/)
  })

  it('that stand on too many others are refused', () => {
    const tower = Array.from({ length: 50 }, (_, at) =>
      metric(`m${at}`, `{ kind: derived, expression: ${at === 49 ? 'deals_won' : `m${at + 1}`} + 1 }`),
    )
    expect(problemsOf(tower.join(''))[0]?.what).toBe('stands on more than 40 metrics above each other')
  })
})

describe('a file of aliases of aliases', () => {
  const doubling = (reference: (name: string) => string) =>
    Array.from({ length: 30 }, (_, at) => `x${at}: &a${at} ${at === 0 ? '{ k: 1 }' : reference(`a${at - 1}`)}`).join(
      '\n',
    )

  it.each([
    ['lists', (name: string) => `[*${name}, *${name}]`],
    ['merges', (name: string) => `{ <<: [*${name}, *${name}], y: 1 }`],
  ])('is refused at once: %s', (_, reference) => {
    const began = performance.now()
    const problems = problemsOf(`${doubling(reference)}\nlast: *a29`)
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(problems).toEqual([expect.objectContaining({ path: 'acme.yaml', what: expect.stringContaining('aliases') })])
  })

  it('that contain themselves is refused', () => {
    expect(problemsOf('- &a { name: mine, aliases: [*a] }')[0]).toMatchObject({ path: 'acme.yaml' })
  })
})

it('a metric that is called as the days of the period are is refused', () => {
  expect(problemsOf(metric('period_days', '{ kind: derived, expression: deals_won }'))[0]?.path).toBe(
    'acme.yaml[0].name',
  )
})

it('words that two metrics answer to are refused, whatever their case and punctuation', () => {
  const text = metric('mine', '{ kind: derived, expression: deals_won }', '\n  aliases: ["Net-Revenue Retention"]')
  expect(problemsOf(text)).toEqual([
    expect.objectContaining({ path: 'acme.yaml[0].aliases[0]', what: expect.stringContaining('already means nrr') }),
  ])
})
