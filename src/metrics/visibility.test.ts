import { describe, expect, it } from 'vitest'
import type { Audience } from '../company/model.js'
import { catalogueWith, person } from './testing/acme.js'
import { audienceMayRead, mayRead, metricOfSubject, subjectOf } from './visibility.js'

const catalogue = catalogueWith(`
- name: mrr
  visibility: { departments: [finance, sales, revops], people: [kenji@acme.example] }
- name: deals_lost
  visibility: { departments: [finance] }
- name: secret
  label: Secret
  owner: { department: finance }
  unit: currency
  direction: up
  description: Built on what finance, sales and the people of RevOps may read.
  formula_text: arr - won revenue
  formula: { kind: derived, expression: arr - won_revenue }
  visibility: { departments: [finance], roles: [] }
`)
const metric = (name: string) => {
  const found = catalogue.get(name)
  if (!found) throw new Error(name)
  return found
}

describe('a metric may be read', () => {
  it.each([
    [
      'by everybody of the company when nothing restricts it',
      'deals_won',
      { department: 'marketing', role: 'member' },
      true,
    ],
    ['by nobody from outside', 'deals_won', { outsider: true }, false],
    ['by the departments that it names', 'mrr', { department: 'sales', role: 'member' }, true],
    ['by no other', 'mrr', { department: 'marketing', role: 'leader' }, false],
    ['by people whom it names', 'mrr', { department: 'customer_success', email: 'kenji@acme.example' }, true],
    [
      'by the people of RevOps where they stand among the departments',
      'mrr',
      { department: null, role: 'revops' },
      true,
    ],
    ['by executives unless it says otherwise', 'mrr', { department: null, role: 'executive' }, true],
    ['by no executive where it says otherwise', 'secret', { department: null, role: 'executive' }, false],
    ['only by those who may read what it is built on', 'arr', { department: 'marketing', role: 'member' }, false],
    ['by those who satisfy all of it', 'secret', { department: 'finance', role: 'member' }, true],
    ['by nobody who satisfies only a part of it', 'secret', { department: 'sales', role: 'member' }, false],
    [
      'without what explains it, where that is restricted further',
      'win_rate',
      { department: 'sales', role: 'member' },
      true,
    ],
  ] as const)('%s', (_, name, who, expected) => {
    expect(mayRead(metric(name), person(who))).toBe(expected)
  })
})

describe('a metric may be posted', () => {
  const sales: Audience = { outsiders: false, readers: { kind: 'departments', departments: ['sales'] } }
  const company: Audience = { outsiders: false, readers: { kind: 'company' } }
  const people = (...emails: string[]): Audience => ({ outsiders: false, readers: { kind: 'people', people: emails } })
  const known = [person(), person({ email: 'ioana@acme.example', department: 'marketing' })]
  const personOf = (email: string) => known.find((one) => one.email === email) ?? null

  it.each([
    ['where its departments read', 'mrr', sales, true],
    [
      'not where others read along',
      'mrr',
      { ...sales, readers: { kind: 'departments', departments: ['sales', 'marketing'] } },
      false,
    ],
    ['not where guests read along', 'deals_won', { ...sales, outsiders: true }, false],
    ['where the whole company reads, when nothing restricts it', 'deals_won', company, true],
    ['not where the whole company reads, when anything does', 'mrr', company, false],
    ['where all the named people may read it', 'mrr', people('maya@acme.example'), true],
    ['not where one of them may not', 'mrr', people('maya@acme.example', 'ioana@acme.example'), false],
    ['not where one of them is unknown', 'mrr', people('nobody@acme.example'), false],
  ] as const)('%s', (_, name, audience, expected) => {
    expect(audienceMayRead(metric(name), audience as Audience, personOf)).toBe(expected)
  })
})

it('a number stands without an aside that fewer people may read', () => {
  expect(metric('win_rate').plan.aside).toBeNull()
  expect(catalogueWith().get('win_rate')?.plan.aside?.metric).toBe('deals_lost')
})

it('a subject names its metric', () => {
  expect(metricOfSubject(catalogue, subjectOf('arr'))?.definition.name).toBe('arr')
  expect(metricOfSubject(catalogue, 'metric:gone')).toBeNull()
  expect(metricOfSubject(catalogue, 'item:1')).toBeNull()
})
