import { existsSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { schemaProblems } from '../validate-card.js'

const schemaFile = new URL('../../../../shared/schemas/adaptive-card.schema.1.5.0.json', import.meta.url)

describe('the published schema of Adaptive Cards 1.5', () => {
  test('gives the same verdict on whole and on broken cards', (context) => {
    const published = publishedSchema()
    if (!published) return context.skip('../shared/schemas is not here: the verdicts are not compared')
    let refusedByBoth = 0
    fc.assert(
      fc.property(brokenCard, (value) => {
        const theirs = published(value)
        const ours = schemaProblems(value)
        if (!theirs) refusedByBoth += 1
        expect({ accepted: ours.length === 0, ours }).toEqual({ accepted: theirs, ours })
      }),
      { numRuns: 200 },
    )
    expect(refusedByBoth).toBeGreaterThan(60)
  })
})

/**
 * The schema writes its word lists as an `enum` or a bare `pattern`, and a pattern says nothing of what is not a text: `color:
 * 12` would pass. Texts are meant, so that is added.
 */
function wordsAreTexts(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(wordsAreTexts)
  if (typeof schema !== 'object' || schema === null) return schema
  const inside = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, wordsAreTexts(value)]))
  return typeof inside.pattern === 'string' ? { type: 'string', ...inside } : inside
}

function publishedSchema(): ValidateFunction | null {
  if (!existsSync(schemaFile)) return null
  const {
    $schema: _draft,
    id: _id,
    ...schema
  } = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(schemaFile, 'utf8')))
  return new Ajv({ strict: false, validateFormats: false }).compile(
    z.record(z.string(), z.unknown()).parse(wordsAreTexts(schema)),
  )
}

/** Whole cards of everything that the schema knows, built from the outside in. */
const { wholeCard } = fc.letrec<Record<string, unknown>>((tie) => {
  const opt = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
  const some = (one: fc.Arbitrary<unknown>, maxLength = 3) => fc.array(one, { maxLength })
  const word = fc.string({ maxLength: 8 })
  const nullable = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
  const one = (...words: string[]) => fc.constantFrom(...words)
  const object = (type: string, props: Record<string, fc.Arbitrary<unknown>>, required: readonly string[] = []) =>
    fc
      .record({
        ...Object.fromEntries(
          Object.entries(props).map(([name, value]) => [name, required.includes(name) ? value : opt(value)]),
        ),
        type: fc.constant(type),
      })
      .map((value) => z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(value))))
  const item = {
    id: word,
    isVisible: fc.boolean(),
    requires: fc.dictionary(
      word.filter((w) => w !== '__proto__'),
      word,
    ),
  }
  const block = {
    ...item,
    separator: fc.boolean(),
    height: one('auto', 'Stretch'),
    spacing: one('none', 'small', 'ExtraLarge', 'padding'),
    fallback: fc.oneof(fc.constant('drop'), tie('element')),
  }
  const input = { ...block, id: word, label: word, isRequired: fc.boolean(), errorMessage: word }
  const action = {
    title: word,
    id: word,
    tooltip: word,
    mode: one('primary', 'secondary'),
    style: one('default', 'positive'),
    isEnabled: fc.boolean(),
    requires: item.requires,
    iconUrl: word,
  }
  const data = fc.oneof(word, fc.dictionary(fc.constantFrom('a', 'type'), fc.jsonValue({ maxDepth: 1 })))
  const box = {
    selectAction: tie('selectable'),
    style: nullable(one('emphasis', 'Good')),
    bleed: fc.boolean(),
    minHeight: word,
    verticalContentAlignment: nullable(one('top', 'Center')),
    backgroundImage: fc.oneof(
      word,
      object('BackgroundImage', { url: word, fillMode: one('cover', 'repeat'), horizontalAlignment: one('left') }, [
        'url',
      ]),
    ),
  }
  const cell = object('TableCell', { ...box, items: some(tie('element'), 2) }, ['items'])
  const image = object(
    'Image',
    {
      ...block,
      url: word,
      altText: word,
      size: one('small', 'Medium'),
      style: one('person'),
      width: word,
      height: word,
      horizontalAlignment: nullable(one('left', 'Right')),
      selectAction: tie('selectable'),
    },
    ['url'],
  )
  return {
    element: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'card', withCrossShrink: true },
      object(
        'TextBlock',
        {
          ...block,
          text: word,
          wrap: fc.boolean(),
          maxLines: fc.nat(9),
          color: nullable(one('good', 'Accent')),
          size: nullable(one('large')),
          weight: nullable(one('bolder')),
          fontType: nullable(one('monospace')),
          isSubtle: nullable(fc.boolean()),
          style: nullable(one('heading')),
          horizontalAlignment: nullable(one('center')),
        },
        ['text'],
      ),
      image,
      object(
        'RichTextBlock',
        {
          ...block,
          inlines: some(
            fc.oneof(
              word,
              object(
                'TextRun',
                { text: word, italic: fc.boolean(), highlight: fc.boolean(), color: nullable(one('dark')) },
                ['text'],
              ),
            ),
          ),
        },
        ['inlines'],
      ),
      object('FactSet', { ...block, facts: some(fc.record({ title: word, value: word })) }, ['facts']),
      object('ImageSet', { ...block, images: some(image), imageSize: one('large') }, ['images']),
      object('ActionSet', { ...block, actions: some(tie('action')) }, ['actions']),
      object('Container', { ...block, ...box, items: some(tie('element')) }, ['items']),
      object('ColumnSet', {
        ...block,
        columns: some(
          object('Column', { ...item, ...box, items: some(tie('element')), width: fc.oneof(word, fc.nat(5)) }),
        ),
        style: nullable(one('accent')),
        bleed: fc.boolean(),
      }),
      object('Table', {
        ...block,
        columns: some(
          object('TableColumnDefinition', {
            width: fc.oneof(word, fc.nat(5)),
            verticalCellContentAlignment: nullable(one('top')),
          }),
        ),
        rows: some(object('TableRow', { cells: some(cell, 2), style: nullable(one('good')) }), 2),
        firstRowAsHeader: fc.boolean(),
        showGridLines: fc.boolean(),
        gridStyle: nullable(one('warning')),
      }),
      object('Media', { ...block, sources: some(fc.record({ mimeType: word, url: word })), poster: word }, ['sources']),
      object(
        'Input.Text',
        {
          ...input,
          isMultiline: fc.boolean(),
          maxLength: fc.nat(99),
          regex: word,
          style: one('email', 'Tel'),
          value: word,
          placeholder: word,
          inlineAction: tie('selectable'),
        },
        ['id'],
      ),
      object('Input.Number', { ...input, min: fc.integer(), max: fc.integer(), value: fc.integer() }, ['id']),
      object('Input.Date', { ...input, min: word, max: word, value: word }, ['id']),
      object('Input.Time', { ...input, min: word, max: word, value: word }, ['id']),
      object('Input.Toggle', { ...input, title: word, valueOn: word, valueOff: word, wrap: fc.boolean() }, [
        'id',
        'title',
      ]),
      object(
        'Input.ChoiceSet',
        {
          ...input,
          choices: some(fc.record({ title: word, value: word })),
          isMultiSelect: fc.boolean(),
          style: one('compact', 'Expanded'),
          value: word,
        },
        ['id'],
      ),
    ),
    selectable: fc.oneof(
      object('Action.Execute', { ...action, verb: word, data, associatedInputs: one('auto', 'None') }),
      object('Action.Submit', { ...action, data, associatedInputs: one('auto', 'None') }),
      object('Action.OpenUrl', { ...action, url: word }, ['url']),
      object(
        'Action.ToggleVisibility',
        {
          ...action,
          targetElements: some(fc.oneof(word, fc.record({ elementId: word, isVisible: nullable(fc.boolean()) }))),
        },
        ['targetElements'],
      ),
    ),
    action: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'card', withCrossShrink: true },
      tie('selectable'),
      object('Action.ShowCard', { ...action, card: tie('wholeCard') }),
    ),
    wholeCard: object('AdaptiveCard', {
      version: one('1.0', '1.5'),
      body: some(tie('element'), 4),
      actions: some(tie('action')),
      selectAction: tie('selectable'),
      fallbackText: word,
      speak: word,
      lang: word,
      rtl: nullable(fc.boolean()),
      minHeight: word,
      verticalContentAlignment: one('bottom'),
      refresh: object('Refresh', { userIds: some(word) }),
      backgroundImage: word,
    }),
  }
})

type Step = (value: Record<string, unknown>, name: string) => void
const breakages: readonly Step[] = [
  (value, name) => delete value[name],
  (value, name) => Object.assign(value, { [name]: { strange: true } }),
  (value, name) => Object.assign(value, { [name]: 12.5 }),
  (value, name) => Object.assign(value, { [name]: null }),
  (value, name) => Object.assign(value, { [name]: 'zzz' }),
  (value, name) => Object.assign(value, { [name]: [false] }),
  (value, name) => Object.assign(value, { [`${name}x`]: 1 }),
]

/** A whole card, with at most one thing in it broken. */
const brokenCard = fc
  .tuple(wholeCard ?? fc.constant({}), fc.nat(), fc.nat(), fc.option(fc.nat({ max: breakages.length - 1 })))
  .map(([whole, where, which, how]) => {
    const copy: unknown = JSON.parse(JSON.stringify(whole))
    const places: [Record<string, unknown>, string][] = []
    collect(copy, places)
    const place = places[which === 0 ? 0 : where % Math.max(1, places.length)]
    if (how !== null && place) breakages[how]?.(place[0], place[1])
    return copy
  })

function collect(value: unknown, into: [Record<string, unknown>, string][]): void {
  if (Array.isArray(value)) for (const one of value) collect(one, into)
  else if (typeof value === 'object' && value !== null) {
    const object = value as Record<string, unknown>
    for (const [name, one] of Object.entries(object)) {
      into.push([object, name])
      collect(one, into)
    }
  }
}
