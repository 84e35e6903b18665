import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validateView } from '../../../../playground/slack/validate-view.js'
import { everyObject, shown } from '../../../../test/slack/json.js'
import { hostile } from '../../../../test/slack/messages.js'
import type { Field, Form, Values } from '../../../chat/form.js'
import { textOf } from '../../../chat/text.js'
import { LIMITS } from '../limits.js'
import { toView } from './form.js'

const call = { action: 'handoffs.accept', args: { id: 7 }, opens: 'form' as const }

function formOf(fields: readonly Field[], draft: Values = {}, errors: Record<string, string> = {}): Form {
  return { call, title: 'Set up invoicing', submit: 'Save', cancel: 'Cancel', fields, draft, errors }
}

function inputsOf(form: Form) {
  return everyObject(toView(form, '', 'T1').blocks).filter((one) => one.type === 'input')
}

const named = { label: 'PO number', hint: null, required: true }

describe('a form in Slack', () => {
  it('shows what was typed before, in every kind of field', () => {
    const options = [
      { value: 'eu', label: 'EMEA' },
      { value: 'us', label: 'AMER' },
    ]
    const fields: Field[] = [
      { kind: 'text', name: 'po', ...named, multiline: false, min: 0, max: 50 },
      { kind: 'number', name: 'seats', ...named, decimal: true, min: 0, max: 1e9 },
      { kind: 'date', name: 'due', ...named },
      { kind: 'time', name: 'hour', ...named },
      { kind: 'choice', name: 'region', ...named, many: false, options },
      { kind: 'choice', name: 'regions', ...named, many: true, options },
      { kind: 'search', name: 'owner', ...named, many: false, chosen: [{ value: 'p1', label: 'Maya' }] },
    ]
    const draft = {
      po: 'PO-7',
      seats: 1e-7,
      due: '2026-03-01',
      hour: '09:30',
      region: 'us',
      regions: ['eu'],
      owner: 'p1',
    }
    const elements = inputsOf(formOf(fields, draft)).map((input) => input.element)
    expect(elements).toMatchObject([
      { initial_value: 'PO-7' },
      { initial_value: '0.0000001', min_value: '0', max_value: '1000000000' },
      { initial_date: '2026-03-01' },
      { initial_time: '09:30' },
      { initial_option: { value: 'us' } },
      { initial_options: [{ value: 'eu' }] },
      { initial_option: { value: 'p1', text: { text: 'Maya' } } },
    ])
  })

  it('shows an error below its field, and one that belongs to no field above all', () => {
    const field: Field = { kind: 'text', name: 'po', ...named, multiline: false, min: 0, max: 50 }
    const view = toView(formOf([field], {}, { po: 'This number is taken', '': 'Somebody else was faster' }), '', 'T1')
    expect(view.blocks.map((block) => block.type)).toEqual(['context', 'input', 'context'])
    expect(shown(view.blocks[0])).toEqual(['⚠ Somebody else was faster'])
    expect(shown(view.blocks[2])).toEqual(['⚠ This number is taken'])
  })

  it('groups more than a hundred options', () => {
    const options = Array.from({ length: 230 }, (_, index) => ({ value: `v${index}`, label: `Account ${index}` }))
    const [input] = inputsOf(
      formOf([{ kind: 'choice', name: 'account', ...named, many: false, options }], { account: 'v229' }),
    )
    expect(input).toMatchObject({
      element: {
        option_groups: [{ label: { text: 'Account 0 – Account 99' } }, {}, {}],
        initial_option: { value: 'v229' },
      },
    })
  })

  it('says that there is nothing to choose instead of drawing an empty menu', () => {
    const view = toView(formOf([{ kind: 'choice', name: 'account', ...named, many: false, options: [] }]), '', 'T1')
    expect(shown(view.blocks)).toEqual(['PO number: –'])
  })

  it.each([
    [
      'two fields of one name',
      [
        { kind: 'date', name: 'due', ...named },
        { kind: 'date', name: 'due', ...named },
      ],
      /must be unique/,
    ],
    [
      'an option value that cannot travel',
      [{ kind: 'choice', name: 'x', ...named, many: false, options: [{ value: 'v'.repeat(76), label: 'x' }] }],
      /use an id/,
    ],
  ] satisfies [string, Field[], RegExp][])('refuses to draw %s, and says what to do', (_, fields, message) => {
    expect(() => toView(formOf(fields), '', 'T1')).toThrow(message)
  })

  it('is accepted however long its words are', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(...hostile),
      fc.constant('x'.repeat(5_000)),
    )
    const common = { label: words, hint: fc.option(words), required: fc.boolean() }
    const value = fc.integer({ min: 0, max: 400 }).map(String)
    const options = fc.array(fc.record({ value, label: words }), { maxLength: 150 })
    const field: fc.Arbitrary<Field> = fc.oneof(
      fc.record({
        kind: fc.constant('text' as const),
        name: fc.uuid(),
        ...common,
        multiline: fc.boolean(),
        min: fc.integer({ min: -1, max: 4_000 }),
        max: fc.integer({ min: 0, max: 9_000 }),
      }),
      fc.record({
        kind: fc.constant('number' as const),
        name: fc.uuid(),
        ...common,
        decimal: fc.boolean(),
        min: fc.constant(null),
        max: fc.option(fc.double({ noNaN: true, min: 0, max: 1e20 })),
      }),
      fc.record({ kind: fc.constantFrom('date' as const, 'time' as const), name: fc.uuid(), ...common }),
      fc.record({ kind: fc.constant('choice' as const), name: fc.uuid(), ...common, many: fc.boolean(), options }),
      fc.record({
        kind: fc.constant('search' as const),
        name: fc.uuid(),
        ...common,
        many: fc.boolean(),
        chosen: options,
      }),
      fc.record({ kind: fc.constant('info' as const), text: words.map((one) => textOf(one)) }),
    )
    const typed = fc.oneof(words, fc.integer(), fc.double(), fc.array(value), fc.constant(null))
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), typed, words, (fields, draft, title) => {
        const names = fields.flatMap((one) => (one.kind === 'info' ? [] : [one.name]))
        const form = {
          ...formOf(fields, Object.fromEntries(names.map((name) => [name, draft]))),
          title,
          submit: title,
          cancel: title,
        }
        const view = toView(form, '', 'T1')
        expect(validateView(view, 'modal').problems).toEqual([])
        expect(
          [view.title, view.submit, view.close].every((one) => (one?.text.length ?? 99) <= LIMITS.view.title),
        ).toBe(true)
        expect(everyObject(view).filter((one) => one.type === 'mrkdwn' || one.emoji === true)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})
