import { addWorkingDays, isWorkingDay, type WorkCalendar } from '../time/workdays.js'
import { laterDay } from '../time/zone.js'

/** What of a template decides when things are due. A `Template` is one. */
interface Dated {
  readonly stages: readonly {
    readonly key: string
    readonly due?: string | undefined
    readonly items: readonly { readonly key: string; readonly due?: string | undefined }[]
  }[]
}

/** From what a due date is counted: the start of the run, or the due date of an item or a stage, by its key. */
type Anchor = { readonly of: 'start' } | { readonly of: 'item' | 'stage'; readonly key: string }

/** `+5 working days after stage prepare`: so many working days (negative: before) from its anchor. */
interface Due {
  readonly days: number
  readonly from: Anchor
}

const shape = /^([+-]\d{1,3}) working days?(?: (after|before) (?:(start)|(item|stage) ([a-z][a-z0-9-]*)))?$/

/** Reads a due date, or null for one that is not written as it should be. */
export function dueOf(text: string): Due | null {
  const found = shape.exec(text)
  if (!found) return null
  const [, count = '', side, , of, key] = found
  const days = Number.parseInt(count, 10)
  if (side !== undefined && (side === 'before') !== days < 0) return null
  if (side === undefined && days < 0) return null
  return { days, from: (of === 'item' || of === 'stage') && key !== undefined ? { of, key } : { of: 'start' } }
}

/** A node of the plan by its name (`stage:prepare`), with what its date is counted from. */
interface Node {
  readonly due: Due | null
  /** Without a date of its own: a stage is due with the last of its items, an item with its stage. */
  readonly follows: readonly string[]
}

function nodesOf(template: Dated): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>()
  for (const stage of template.stages) {
    const items = stage.items.map((item) => `item:${item.key}`)
    nodes.set(`stage:${stage.key}`, node(stage.due, items))
    for (const item of stage.items) nodes.set(`item:${item.key}`, node(item.due, [`stage:${stage.key}`]))
  }
  return nodes
}

function node(text: string | undefined, otherwise: readonly string[]): Node {
  const due = text === undefined ? null : dueOf(text)
  if (due === null) return { due, follows: otherwise }
  return { due, follows: due.from.of === 'start' ? [] : [`${due.from.of}:${due.from.key}`] }
}

/** What is wrong with the dates of a template: a name that is not there, or dates that wait for each other. */
export type DueProblem =
  | { readonly kind: 'unknown'; readonly at: string; readonly name: string }
  | { readonly kind: 'cycle'; readonly path: readonly string[] }

/** The first fault in the dates of a template, or null. */
export function dueProblem(template: Dated): DueProblem | null {
  const nodes = nodesOf(template)
  const settled = new Set<string>()
  const walk = (name: string, path: readonly string[]): DueProblem | null => {
    if (settled.has(name)) return null
    if (path.includes(name)) return { kind: 'cycle', path: [...path.slice(path.indexOf(name)), name] }
    const found = nodes.get(name)
    if (!found) return { kind: 'unknown', at: path.at(-1) ?? name, name }
    for (const next of found.follows) {
      const problem = walk(next, [...path, name])
      if (problem) return problem
    }
    settled.add(name)
    return null
  }
  for (const name of nodes.keys()) {
    const problem = walk(name, [])
    if (problem) return problem
  }
  return null
}

/** The due days of a run: of every stage and every item, by key. */
export interface Plan {
  readonly stages: ReadonlyMap<string, string>
  readonly items: ReadonlyMap<string, string>
}

/** A day itself where somebody works on it, else their last working day before it: a date that is promised is not passed. */
function noLaterThan(day: string, calendar: WorkCalendar | null): string {
  return calendar === null || isWorkingDay(day, calendar) ? day : addWorkingDays(day, -1, calendar)
}

/** Whose working days count: the company's for stages, the owner's for each item. */
export interface Calendars {
  readonly company: WorkCalendar
  /** @param item the item's key */
  readonly ofItem: (item: string) => WorkCalendar
}

/**
 * Plans every date of a run from its first day. Dates are planned once: they do not move when something before them is late,
 * so that a date that somebody was promised stays.
 * @param template one without a `dueProblem`
 * @param startedOn `YYYY-MM-DD`
 */
export function planDates(template: Dated, startedOn: string, calendars: Calendars): Plan {
  const nodes = nodesOf(template)
  const days = new Map<string, string>()
  const dayOf = (name: string): string => {
    const known = days.get(name)
    if (known !== undefined) return known
    const { due, follows } = nodes.get(name) ?? { due: null, follows: [] }
    const from =
      follows.map(dayOf).reduce<string | null>((a, b) => (a === null ? b : laterDay(a, b)), null) ?? startedOn
    const calendar = name.startsWith('item:') ? calendars.ofItem(name.slice('item:'.length)) : null
    const day =
      due === null ? noLaterThan(from, calendar) : addWorkingDays(from, due.days, calendar ?? calendars.company)
    days.set(name, day)
    return day
  }
  const of = (kind: string, keys: readonly string[]): ReadonlyMap<string, string> =>
    new Map(keys.map((key) => [key, dayOf(`${kind}:${key}`)]))
  return {
    stages: of(
      'stage',
      template.stages.map((stage) => stage.key),
    ),
    items: of(
      'item',
      template.stages.flatMap((stage) => stage.items.map((item) => item.key)),
    ),
  }
}
