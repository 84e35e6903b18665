import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { builtInDepartments } from '../company/departments.js'
import { loadCatalogue } from '../metrics/catalogue.js'
import { template } from './model.js'
import { builtInTemplates } from './templates.js'
import { readStage, writeStage } from './written.js'

const departments = [...builtInDepartments]

describe('the built-in templates', () => {
  it('are five, of departments that every company has and metrics that exist', () => {
    const all = [...builtInTemplates().values()]
    expect(all.map((one) => one.name).toSorted()).toEqual([
      'customer-handoff',
      'one-source-of-truth',
      'quarter-close',
      'revops-four-steps',
      'revops-implementation',
    ])
    const metrics = loadCatalogue(departments, null)
    const stages = all.flatMap((one) => one.stages)
    const items = stages.flatMap((stage) => stage.items)
    const named = [
      ...stages.flatMap((stage) => stage.approval?.departments ?? []),
      ...items.flatMap(({ owner }) => ('department' in owner ? [owner.department] : [])),
    ]
    expect(departments).toEqual(expect.arrayContaining(named))
    const evidence = items.flatMap((item) => (typeof item.evidence === 'string' ? [] : [item.evidence.metric]))
    expect(evidence.filter((metric) => metrics.get(metric) === null)).toEqual([])
  })
})

describe('a stage written in a form', () => {
  it('is read line by line: items with whose, when and what is wanted, and who signs', () => {
    const text = `Freeze the numbers +5

- Bring deals up to date @sales +3
> Every open one.
- Compare contracts @omar@acme.example +2 after item bring-deals-up-to-date link
- Have the win rate @revops metric=win_rate>=0.2!fresh
sign: sales, finance, any, 5 days`
    expect(readStage(text, departments)).toEqual({
      stage: {
        label: 'Freeze the numbers',
        due: '+5 working days',
        items: [
          {
            label: 'Bring deals up to date',
            owner: { department: 'sales' },
            due: '+3 working days',
            what: 'Every open one.',
          },
          {
            label: 'Compare contracts',
            owner: { person: 'omar@acme.example' },
            due: '+2 working days after item bring-deals-up-to-date',
            evidence: 'link',
          },
          {
            label: 'Have the win rate',
            owner: { role: 'revops' },
            evidence: { metric: 'win_rate', at_least: 0.2, fresh: true },
          },
        ],
        approval: { departments: ['sales', 'finance'], needs: 'any', expires: 5 },
      },
    })
  })

  it.each([
    ['- first an item @sales', { kind: 'items' }],
    ['Stage\nnot an item', { kind: 'line', line: 2, text: 'not an item' }],
    ['Stage\n\n- nobody does this +3', { kind: 'owner', line: 3 }],
    ['Stage\n- who is that @legal', { kind: 'owner', line: 2 }],
    ['Stage\n- a @sales\nsign: legal', { kind: 'sign', line: 3 }],
  ])('is refused with its line: %j', (text, problem) => {
    expect(readStage(text, departments)).toEqual({ problem })
  })

  test('comes back as it was, for every stage of every built-in template', () => {
    for (const one of builtInTemplates().values()) {
      const stages = one.stages.map((stage) => readStage(writeStage(stage, departments), departments))
      const read = stages.map((each) => ('stage' in each ? each.stage : each.problem))
      expect(template.parse({ ...one, stages: read })).toEqual(one)
    }
  })

  test('reads or refuses anything, and never does anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const read = readStage(text, departments)
        expect('stage' in read || 'problem' in read).toBe(true)
      }),
    )
  })
})
