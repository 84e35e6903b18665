import { LIMITS } from '../limits.js'
import type { AnyBlock } from './blocks.js'
import type { Problem, Surface } from './problems.js'
import { tableText } from './tables.js'

/** Rules that hold between blocks, between elements, and between a block and where it stands. */

interface Placed {
  readonly index: number
  readonly block: AnyBlock
}
type Element = Readonly<Record<string, unknown>> & { readonly type: string }

/** Where a block may not stand everywhere. Charts and tables in views are undocumented: refused, to be safe. */
const SURFACES: Partial<Record<AnyBlock['type'], readonly Surface[]>> = {
  alert: ['modal'],
  card: ['message'],
  carousel: ['message'],
  context_actions: ['message'],
  data_table: ['message'],
  data_visualization: ['message'],
  markdown: ['message'],
  plan: ['message'],
  table: ['message'],
  task_card: ['message'],
}

export function crossProblems(placed: readonly Placed[], surface: Surface): readonly Problem[] {
  return [
    ...placed.flatMap(({ index, block }) => surfaceProblems(block, index, surface)),
    ...repeated(placed.map(({ index, block }) => ({ at: `/blocks/${index}/block_id`, id: block.block_id }))),
    ...placed.flatMap(({ index, block }) => blockProblems(block, index, surface)),
    ...countProblems(placed),
    ...focusProblems(placed),
  ]
}

/** The interactive elements of a block with their pointers below it, nested ones included. */
export function elementsOf(block: unknown, at = ''): readonly { at: string; element: Element }[] {
  if (!isRecord(block)) return []
  const { type } = block
  const list = (key: string) => (Array.isArray(block[key]) ? block[key] : [])
  const each = (key: string) =>
    list(key).flatMap((element, index) => (isElement(element) ? [{ at: `${at}/${key}/${index}`, element }] : []))
  if (type === 'actions' || type === 'context_actions') return each('elements')
  if (type === 'section' && isElement(block.accessory)) return [{ at: `${at}/accessory`, element: block.accessory }]
  if (type === 'input' && isElement(block.element)) return [{ at: `${at}/element`, element: block.element }]
  if (type === 'card') return each('actions')
  if (type === 'carousel') return list('elements').flatMap((card, index) => elementsOf(card, `${at}/elements/${index}`))
  if (type === 'container')
    return list('child_blocks').flatMap((child, index) => elementsOf(child, `${at}/child_blocks/${index}`))
  return []
}

function surfaceProblems(block: AnyBlock, index: number, surface: Surface): readonly Problem[] {
  const allowed = SURFACES[block.type]
  if (!allowed || allowed.includes(surface)) return []
  return [{ path: `/blocks/${index}`, message: `${block.type} blocks are not supported in a ${surface}` }]
}

function repeated(ids: readonly { at: string; id: string | undefined }[]): readonly Problem[] {
  const seen = new Set<string>()
  return ids.flatMap(({ at, id }) => {
    if (id === undefined) return []
    const again = seen.has(id)
    seen.add(id)
    return again ? [{ path: at, message: `\`${id}\` already exists` }] : []
  })
}

function blockProblems(block: AnyBlock, index: number, surface: Surface): readonly Problem[] {
  const elements = elementsOf(block, `/blocks/${index}`)
  return [
    ...repeated(
      elements.map(({ at, element }) => ({
        at: `${at}/action_id`,
        id: typeof element.action_id === 'string' ? element.action_id : undefined,
      })),
    ),
    ...elements.flatMap(({ at, element }) => elementProblems(element, at, surface)),
    ...tableProblems(block, index),
  ]
}

function elementProblems(element: Element, at: string, surface: Surface): readonly Problem[] {
  return [...optionProblems(element, at), ...boundsProblems(element, at), ...placeProblems(element, at, surface)]
}

function placeProblems(element: Element, at: string, surface: Surface): readonly Problem[] {
  const problems: Problem[] = []
  if (element.type === 'file_input' && surface !== 'modal')
    problems.push({ path: at, message: 'file_input is only supported in a modal' })
  if (element.response_url_enabled === true && (surface !== 'modal' || !at.endsWith('/element')))
    problems.push({ path: `${at}/response_url_enabled`, message: 'is only supported in input blocks of a modal' })
  return problems
}

function boundsProblems(element: Element, at: string): readonly Problem[] {
  const pairs = [
    ['min_length', 'max_length'],
    ['min_value', 'max_value'],
    ['min_lines', 'max_lines'],
  ] as const
  const problems = pairs.flatMap(([low, high]) => {
    const [min, max] = [element[low], element[high]]
    return min !== undefined && max !== undefined && Number(min) > Number(max)
      ? [{ path: `${at}/${low}`, message: `must not be more than ${high}` }]
      : []
  })
  const { initial_value: initial, max_length: longest } = element
  if (typeof initial === 'string' && typeof longest === 'number' && initial.length > longest)
    return [...problems, { path: `${at}/initial_value`, message: 'must not be longer than max_length' }]
  return problems
}

/** Selects take options or groups; what is chosen at first must be one of them, to the letter. */
function optionProblems(element: Element, at: string): readonly Problem[] {
  const options = Array.isArray(element.options) ? element.options : null
  const groups = Array.isArray(element.option_groups) ? element.option_groups : null
  const isStatic = element.type === 'static_select' || element.type === 'multi_static_select'
  if (isStatic && (options === null) === (groups === null))
    return [{ path: at, message: 'must provide either options or option_groups' }]
  const all: readonly unknown[] = [...(options ?? []), ...(groups ?? []).flatMap((group) => inGroup(group))]
  if (all.length === 0) return []
  const known = new Set(all.map((one) => JSON.stringify(sorted(one))))
  const chosen = [element.initial_option, ...(Array.isArray(element.initial_options) ? element.initial_options : [])]
  const problems: Problem[] = chosen
    .filter((one) => one !== undefined && !known.has(JSON.stringify(sorted(one))))
    .map(() => ({ path: `${at}/initial_option`, message: 'must be one of the options' }))
  const values = all.map((one) => (isRecord(one) ? one.value : undefined))
  if (new Set(values).size !== values.length)
    problems.push({ path: `${at}/options`, message: 'must have unique values' })
  return problems
}

function inGroup(group: unknown): readonly unknown[] {
  return isRecord(group) && Array.isArray(group.options) ? group.options : []
}

function tableProblems(block: AnyBlock, index: number): readonly Problem[] {
  if (block.type !== 'table' && block.type !== 'data_table') return []
  const max = block.type === 'table' ? LIMITS.tableText : LIMITS.dataTableText
  if (tableText(block.rows) <= max) return []
  return [{ path: `/blocks/${index}/rows`, message: `must hold less than ${max + 1} characters in all cells` }]
}

function countProblems(placed: readonly Placed[]): readonly Problem[] {
  const count = (type: AnyBlock['type']) => placed.filter(({ block }) => block.type === type).length
  const markdown = placed.reduce((sum, { block }) => sum + (block.type === 'markdown' ? block.text.length : 0), 0)
  const problems: Problem[] = []
  if (count('table') > LIMITS.tablesPerMessage) problems.push({ path: '/blocks', message: 'only_one_table_allowed' })
  if (count('data_visualization') > LIMITS.chartsPerMessage)
    problems.push({
      path: '/blocks',
      message: `no more than ${LIMITS.chartsPerMessage} data_visualization blocks allowed`,
    })
  if (markdown > LIMITS.markdownText)
    problems.push({
      path: '/blocks',
      message: `must hold less than ${LIMITS.markdownText + 1} characters in all markdown blocks`,
    })
  return problems
}

function focusProblems(placed: readonly Placed[]): readonly Problem[] {
  const focused = placed
    .flatMap(({ index, block }) => elementsOf(block, `/blocks/${index}`))
    .filter(({ element }) => element.focus_on_load === true)
  return focused.slice(1).map(({ at }) => ({ path: `${at}/focus_on_load`, message: 'only one element may have it' }))
}

/** The same object with its keys in order, so that two spellings of one option compare equal. */
function sorted(value: unknown): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isElement(value: unknown): value is Element {
  return isRecord(value) && typeof value.type === 'string'
}
