import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textsFor } from '../locales/texts.js'
import { type Question, type Standup, standup, weekdays } from './model.js'
import { readQuestions, writeQuestion } from './questions.js'
import { draftOf, readForm, writeForm } from './write-form.js'

const t = textsFor('en', 'Europe/Berlin')

const label = fc.stringMatching(/^[A-Z][a-z ]{1,40}\?$/)
const option = fc.stringMatching(/^[A-Z][a-z]{2,12}$/)
const required = fc.boolean()
const question: fc.Arbitrary<Question> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), label, part: fc.constantFrom('wins', 'plans', null), required }),
  fc.record({
    kind: fc.constant('choice' as const),
    label,
    options: fc.array(option, { minLength: 2, maxLength: 5 }),
    required,
  }),
  fc.record({ kind: fc.constant('number' as const), label, required }),
  fc.record({
    kind: fc.constant('scale' as const),
    label,
    from: fc.constantFrom(0, 1),
    to: fc.integer({ min: 3, max: 10 }),
    required,
  }),
)

const standups: fc.Arbitrary<Standup> = fc
  .record({
    questions: fc.array(question, { minLength: 1, maxLength: 7 }),
    departments: fc.uniqueArray(fc.constantFrom('sales', 'finance', 'marketing')),
    place: fc.constantFrom('revenue', 'general', null),
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
    zone: fc.constantFrom('own', 'Europe/Berlin', 'Asia/Tokyo'),
    window: fc.constantFrom('15m', '1h', '90m', '24h'),
    reminders: fc.uniqueArray(fc.constantFrom('10m', '45m', '1h', '4h'), { maxLength: 2 }),
    privacy: fc.constantFrom('public', 'summary', 'owner'),
    missing: fc.boolean(),
  })
  .filter(({ departments, place }) => departments.length > 0 || place !== null)
  .map(({ departments, place, missing, ...rest }) =>
    standup.parse({
      ...rest,
      name: 'weekly',
      title: 'Weekly',
      owner: 'omar@acme.example',
      at: '09:30',
      ask: { departments, place },
      summary: { place: 'revenue', missing },
    }),
  )

describe('a standup in its form', () => {
  it('reads back as it was, whatever of it was written in a file', () => {
    fc.assert(
      fc.property(standups, (one) => {
        const draft = draftOf(one, { people: [], owners: [] }, one.questions)
        const { written, errors } = readForm(draft, t)
        expect(errors).toEqual({})
        const { name: _name, owner: _owner, owners: _owners, ask, ...fields } = one
        expect(written?.fields).toEqual({ ...fields, departments: ask.departments, place: ask.place })
      }),
      { numRuns: 100 },
    )
  })

  it('offers whatever it holds, so that a platform shows it as chosen', () => {
    fc.assert(
      fc.property(standups, (one) => {
        const draft = draftOf(one, { people: [], owners: [] }, one.questions)
        const named = [{ value: 'revenue', label: '#revenue' }]
        const choices = {
          departments: ['sales', 'finance', 'marketing'].map((value) => ({ value, label: value })),
          places: [...named, { value: 'general', label: '#general' }],
          people: [],
          owners: [],
          companyZone: 'Europe/Berlin',
        }
        for (const field of writeForm({ standup: 'weekly', copy: false }, choices, t, draft).fields) {
          if (field.kind !== 'choice') continue
          const chosen = [draft[field.name] ?? []].flat().map(String)
          expect(field.options.map(({ value }) => value)).toEqual(expect.arrayContaining(chosen))
        }
      }),
      { numRuns: 50 },
    )
  })

  it('says beside the field what is wrong', () => {
    const { errors } = readForm({ title: '', days: [], questions: 'One [maybe', at: '9', reminders: [] }, t)
    expect(Object.keys(errors).toSorted()).toEqual(['at', 'days', 'departments', 'place', 'title'])
  })
})

describe('a question as one types it', () => {
  it('reads back as it was', () => {
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 8 }), (list) => {
        expect(readQuestions(list.map(writeQuestion).join('\n'))).toEqual({ kind: 'read', questions: list })
      }),
    )
  })

  it.each([
    ['How full is your week? [1-5, optional]', { kind: 'scale', from: 1, to: 5, required: false }],
    ['Anything else? [optional]', { kind: 'text', part: null, required: false }],
    ['What blocks you? [blocker]', { kind: 'blocker' }],
  ])('%s', (line, wanted) => {
    expect(readQuestions(line)).toMatchObject({ kind: 'read', questions: [wanted] })
  })
})
