import { authentication } from './authentication.js'
import { charts } from './charts.js'
import {
  at,
  byType,
  type Check,
  flag,
  isObject,
  list,
  number,
  orNull,
  problem,
  record,
  type Shape,
  shape,
  text,
  textOrNumber,
  textOrObject,
  word,
} from './check.js'
import { inputElements } from './input-elements.js'
import {
  alignment,
  associatedInputs,
  blockHeight,
  colors,
  containerStyle,
  fontSize,
  fontType,
  fontWeight,
  imageSize,
  spacing,
  vertical,
} from './words.js'

/**
 * The shapes of Adaptive Cards 1.5: every element and action with its properties, and no others. Beside them stand Teams' own
 * additions: charts, typeahead, `msteams` of the card.
 */

const drop = word('drop')

const element: Check = byType('element', () => elements)
const action: Check = byType('action', () => actions)
const selectAction: Check = byType('action that a card or an element can carry', () => selectable)

/** `drop`, or what to show instead. */
const orDrop =
  (check: Check): Check =>
  (value, path) =>
    typeof value === 'string' ? drop(value, path) : check(value, path)

const background: Check = (value, path) => (typeof value === 'string' ? [] : backgroundImage(value, path))
const backgroundImage = shape({
  type: 'BackgroundImage',
  props: {
    url: text,
    fillMode: word('cover', 'repeatHorizontally', 'repeatVertically', 'repeat'),
    horizontalAlignment: alignment,
    verticalAlignment: vertical,
  },
  required: ['url'],
})

const anything: Check = () => []
const item = { id: text, isVisible: flag, requires: record(text) }
const block = {
  ...item,
  fallback: orDrop((value, path) => element(value, path)),
  height: blockHeight,
  separator: flag,
  spacing,
}
const actionProps = {
  title: text,
  iconUrl: text,
  id: text,
  style: word('default', 'positive', 'destructive'),
  fallback: orDrop((value, path) => action(value, path)),
  tooltip: text,
  isEnabled: flag,
  mode: word('primary', 'secondary'),
  requires: record(text),
}
/** The schema file spells `rtl` of containers and cells `rtl?`, by mistake; renderers read `rtl`. */
const box = {
  items: list(element),
  selectAction,
  style: orNull(containerStyle),
  verticalContentAlignment: orNull(vertical),
  bleed: flag,
  backgroundImage: background,
  minHeight: text,
  rtl: orNull(flag),
}
const textStyle = {
  color: orNull(colors),
  fontType: orNull(fontType),
  isSubtle: orNull(flag),
  size: orNull(fontSize),
  weight: orNull(fontWeight),
}

const column: Check = shape({
  type: 'Column',
  props: {
    ...item,
    ...box,
    fallback: orDrop((value, path) => column(value, path)),
    separator: flag,
    spacing,
    width: textOrNumber,
  },
})
const image = shape({
  type: 'Image',
  props: {
    ...block,
    url: text,
    altText: text,
    backgroundColor: text,
    height: text,
    horizontalAlignment: orNull(alignment),
    selectAction,
    size: imageSize,
    style: word('default', 'person'),
    width: text,
  },
  required: ['url'],
})
const textRun = shape({
  type: 'TextRun',
  props: { ...textStyle, text, highlight: flag, italic: flag, selectAction, strikethrough: flag, underline: flag },
  required: ['text'],
})
const inline: Check = (value, path) => {
  if (typeof value === 'string') return []
  if (isObject(value) && value.type === undefined)
    return problem(at(path, 'type'), 'an inline object needs its type, TextRun')
  return textRun(value, path)
}
const targetElement: Check = (value, path) =>
  typeof value === 'string'
    ? []
    : shape({
        type: 'TargetElement',
        props: { elementId: text, isVisible: orNull(flag) },
        required: ['elementId'],
      })(value, path)

const tableAlignment = {
  horizontalCellContentAlignment: orNull(alignment),
  verticalCellContentAlignment: orNull(vertical),
}
const tableCell = shape({ type: 'TableCell', props: box, required: ['items'] })
const tableRow = shape({
  type: 'TableRow',
  props: { cells: list(tableCell), style: orNull(containerStyle), ...tableAlignment },
})

const own: readonly Shape[] = [
  { type: 'ActionSet', props: { ...block, actions: list(action) }, required: ['actions'] },
  {
    type: 'ColumnSet',
    props: {
      ...block,
      columns: list(column),
      selectAction,
      style: orNull(containerStyle),
      bleed: flag,
      minHeight: text,
      horizontalAlignment: orNull(alignment),
    },
  },
  { type: 'Container', props: { ...block, ...box }, required: ['items'] },
  {
    type: 'FactSet',
    props: {
      ...block,
      facts: list(shape({ type: 'Fact', props: { title: text, value: text }, required: ['title', 'value'] })),
    },
    required: ['facts'],
  },
  { type: 'ImageSet', props: { ...block, images: list(image), imageSize }, required: ['images'] },
  ...inputElements(block, selectAction),
  {
    type: 'Media',
    props: {
      ...block,
      sources: list(
        shape({ type: 'MediaSource', props: { mimeType: text, url: text }, required: ['mimeType', 'url'] }),
      ),
      poster: text,
      altText: text,
    },
    required: ['sources'],
  },
  {
    type: 'RichTextBlock',
    props: { ...block, inlines: list(inline), horizontalAlignment: orNull(alignment) },
    required: ['inlines'],
  },
  {
    type: 'Table',
    props: {
      ...block,
      columns: list(shape({ type: 'TableColumnDefinition', props: { width: textOrNumber, ...tableAlignment } })),
      rows: list(tableRow),
      firstRowAsHeader: flag,
      showGridLines: flag,
      gridStyle: orNull(containerStyle),
      ...tableAlignment,
    },
  },
  {
    type: 'TextBlock',
    props: {
      ...block,
      ...textStyle,
      text,
      horizontalAlignment: orNull(alignment),
      maxLines: number,
      wrap: flag,
      style: orNull(word('default', 'heading')),
    },
    required: ['text'],
  },
]

export const elements: ReadonlyMap<string, Check> = new Map([
  ...own.map((one): [string, Check] => [one.type, shape(one)]),
  ['Image', image],
  ...charts(block),
])

const submitProps = { ...actionProps, data: textOrObject, associatedInputs }
const execute = shape({ type: 'Action.Execute', props: { ...submitProps, verb: text } })
const selectable: ReadonlyMap<string, Check> = new Map([
  ['Action.Execute', execute],
  ['Action.OpenUrl', shape({ type: 'Action.OpenUrl', props: { ...actionProps, url: text }, required: ['url'] })],
  ['Action.Submit', shape({ type: 'Action.Submit', props: submitProps })],
  [
    'Action.ToggleVisibility',
    shape({
      type: 'Action.ToggleVisibility',
      props: { ...actionProps, targetElements: list(targetElement) },
      required: ['targetElements'],
    }),
  ],
])
export const actions: ReadonlyMap<string, Check> = new Map([
  ...selectable,
  [
    'Action.ShowCard',
    shape({ type: 'Action.ShowCard', props: { ...actionProps, card: (value, path) => card(value, path) } }),
  ],
])

/** A card, at the top or inside `Action.ShowCard`. */
export const card: Check = shape({
  type: 'AdaptiveCard',
  props: {
    version: text,
    refresh: shape({ type: 'Refresh', props: { action: execute, userIds: list(text) } }),
    authentication,
    body: list(element),
    actions: list(action),
    selectAction,
    fallbackText: text,
    backgroundImage: background,
    minHeight: text,
    rtl: orNull(flag),
    speak: text,
    lang: text,
    verticalContentAlignment: vertical,
    $schema: text,
    msteams: record(anything),
  },
})
