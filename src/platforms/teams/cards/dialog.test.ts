import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateCard } from '../../../../playground/teams/validate-card.js'
import { words } from '../../../../test/teams.js'
import type { Field, Form } from '../../../chat/form.js'
import { textOf } from '../../../chat/text.js'
import { valuesFrom } from '../incoming/values.js'
import { chosenFrom, coded, toDialog, toFormCard } from './dialog.js'

const named = { hint: null, required: true }
const formOf = (fields: readonly Field[], more: Partial<Form> = {}): Form => ({
  call: { action: 'digests.create', args: {}, opens: 'form' },
  title: 'New digest',
  submit: 'Save',
  cancel: 'Cancel',
  fields,
  draft: {},
  errors: {},
  ...more,
})

describe('a form', () => {
  test('asks for each field in its own way, with what was typed', () => {
    const fields: readonly Field[] = [
      { kind: 'info', text: textOf('Every Monday.') },
      { kind: 'text', name: 'name', label: 'Name', ...named, hint: 'Weekly revenue', multiline: true, min: 0, max: 80 },
      { kind: 'number', name: 'goal', label: 'Goal', ...named, decimal: true, min: null, max: 1 },
      { kind: 'date', name: 'from', label: 'From', ...named },
      { kind: 'time', name: 'at', label: 'At', ...named },
      {
        kind: 'choice',
        name: 'metric',
        label: 'Metric',
        ...named,
        many: false,
        options: [{ value: 'won', label: 'Deals won' }],
      },
      {
        kind: 'search',
        name: 'owner',
        label: 'Owner',
        ...named,
        many: false,
        chosen: [{ value: 'p1', label: 'Maya Haddad' }],
      },
    ]
    const draft = { name: 'Weekly', goal: 0.25, from: '2026-11-23', at: '09:00', metric: 'won', owner: 'p1' }
    const card = toFormCard(formOf(fields, { draft }), words, false)
    expect(card.body).toMatchObject([
      { type: 'RichTextBlock' },
      {
        type: 'Input.Text',
        id: 'name',
        isMultiline: true,
        maxLength: 80,
        placeholder: 'Weekly revenue',
        value: 'Weekly',
        isRequired: true,
        errorMessage: 'anything',
      },
      { type: 'Input.Number', id: 'goal', max: 1, value: 0.25, errorMessage: 'number' },
      { type: 'Input.Date', value: '2026-11-23' },
      { type: 'Input.Time', value: '09:00' },
      { type: 'Input.ChoiceSet', choices: [{ title: 'Deals won', value: 'won' }], value: 'won' },
      { type: 'Input.ChoiceSet', style: 'filtered', choices: [{ title: 'Maya Haddad', value: 'p1' }], value: 'p1' },
      { type: 'ActionSet', actions: [{ title: 'Save' }, { title: 'Cancel', associatedInputs: 'none' }] },
    ])
    const search = card.body[6]
    const dataset = search && 'choices.data' in search ? search['choices.data']?.dataset : ''
    expect(JSON.parse(dataset ?? '')).toEqual({ call: formOf([]).call, field: 'owner', many: false })
    expect(validateCard(card)).toEqual([])
  })

  test('shows an error that belongs to no field at its top', () => {
    const card = toFormCard(formOf([], { errors: { rights: 'Only Nadia may do that.' } }), words, false)
    expect(card.body[0]).toMatchObject({ inlines: [{ text: 'Only Nadia may do that.', color: 'attention' }] })
  })

  test('of very many choices shows the first and the chosen, and counts the others', () => {
    const options = Array.from({ length: 312 }, (_, index) => ({ value: `m${index}`, label: `Metric ${index}` }))
    const field: Field = { kind: 'choice', name: 'metric', label: 'Metric', ...named, many: false, options }
    const body = toFormCard(formOf([field], { draft: { metric: 'm311' } }), words, false).body
    const choices = body[0]?.type === 'Input.ChoiceSet' ? body[0].choices.map((one) => one.value) : []
    expect(choices).toHaveLength(201)
    expect(choices.at(-1)).toBe('m311')
    expect(JSON.stringify(body[1])).toContain('… +112')
  })

  test('has a title of one line', () => {
    expect(toDialog(formOf([], { title: 'x'.repeat(300) }), words, false).title).toHaveLength(64)
  })
})

test('what a form shows as chosen comes back as it was, commas and all', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, unit: 'binary' }), { minLength: 1 }), (values) => {
      expect(chosenFrom(values.map((one) => coded(one, true)).join(','))).toEqual(values)
    }),
  )
})

test('only the form’s own inputs come back, empty ones as null', () => {
  expect(
    valuesFrom(
      { name: '', goal: '0,25', odd: 'many', other: 'x', tags: '' },
      { name: 'text', goal: 'number', odd: 'number', tags: 'choices', gone: 'text' },
    ),
  ).toEqual({ name: null, goal: 0.25, odd: 'many', tags: [], gone: null })
})

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('[x](http://evil.example)', '<at>all</at>', '**b**', '\u202Ex'),
  fc.integer({ min: 1, max: 900 }).map((length) => 'long '.repeat(length)),
)
const name = fc.uuid()
const base = { name, label: text, hint: fc.option(text), required: fc.boolean() }
const options = fc.array(fc.record({ value: fc.uuid(), label: text }), { maxLength: 300 })
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    ...base,
    multiline: fc.boolean(),
    min: fc.nat(10),
    max: fc.integer({ min: 10, max: 3_000 }),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    ...base,
    decimal: fc.boolean(),
    min: fc.option(fc.integer()),
    max: fc.option(fc.integer()),
  }),
  fc.record({ kind: fc.constantFrom('date' as const, 'time' as const), ...base }),
  fc.record({ kind: fc.constant('choice' as const), ...base, many: fc.boolean(), options }),
  fc.record({ kind: fc.constant('search' as const), ...base, many: fc.boolean(), chosen: options }),
  fc.record({ kind: fc.constant('info' as const), text: text.map((one) => textOf(one)) }),
)

/** Fields have names of their own in a form. */
const fields = fc.uniqueArray(field, { maxLength: 20, selector: (one) => ('name' in one ? one.name : one) })

test('no form breaks a limit of Teams, and no text of it becomes markup', () => {
  fc.assert(
    fc.property(fields, text, (drawn, title) => {
      const errors = Object.fromEntries(drawn.flatMap((one) => (one.kind === 'info' ? [] : [[one.name, title]])))
      const dialog = toDialog(formOf(drawn, { title, submit: title, cancel: title, errors }), words, true)
      const card = dialog.card.content
      expect(JSON.stringify(card).length * 2).toBeLessThanOrEqual(80 * 1024)
      expect(validateCard(card)).toEqual([])
      const choices = card.body.flatMap((one) => (one.type === 'Input.ChoiceSet' ? one.choices : []))
      for (const choice of choices) expect(choice.title).not.toMatch(/[[\]*_`~<>#|\\]|:\/\//)
      expect(JSON.stringify(card.body.filter((one) => one.type !== 'ActionSet'))).not.toMatch(/<\/?at\b/i)
    }),
    { numRuns: 40 },
  )
})
