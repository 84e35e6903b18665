import { isDeepStrictEqual } from 'node:util'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { companyOf } from '../company/store.js'
import { type Applied, applyFolder } from './apply.js'
import { type Setup, setupOf } from './export.js'

/** One thing that a folder would change: `digest weekly-revenue`, with the paths in it and both values. */
export interface Step {
  readonly kind: 'add' | 'change' | 'remove'
  readonly what: string
  readonly changes: readonly { readonly path: string; readonly before: string; readonly after: string }[]
}

/** What applying a folder would come to. */
export interface Plan {
  readonly steps: readonly Step[]
  readonly applied: Applied
}

/** Ends a transaction whose work was only to be looked at. */
class LookedAt extends Error {}

/**
 * Says what applying a folder would change, by applying it and taking everything back: what it says is what would happen, and
 * a folder that cannot be applied fails here already.
 * @throws as `applyFolder`
 */
export async function planFolder(db: Db, folder: string, now: Temporal.Instant): Promise<Plan> {
  let plan: Plan | null = null
  try {
    await db.transaction(async (tx) => {
      const before = (await companyOf(tx)) ? await setupOf(tx, now) : {}
      const applied = await applyFolder(tx, folder, now)
      plan = { steps: stepsBetween(before, await setupOf(tx, now)), applied }
      throw new LookedAt()
    })
  } catch (error) {
    if (!(error instanceof LookedAt)) throw error
  }
  if (plan === null) throw new Error('A plan was taken back before it was made')
  return plan
}

/**
 * Applies a folder whose plan somebody has seen, all or nothing.
 * @returns `changed` if it would do something else by now: then nothing is applied
 */
export async function applyPlanned(
  db: Db,
  folder: string,
  now: Temporal.Instant,
  seen: Plan,
): Promise<Applied | 'changed'> {
  const { steps } = await planFolder(db, folder, now)
  return isDeepStrictEqual(steps, seen.steps) ? applyFolder(db, folder, now) : 'changed'
}

/** Everything that has a name of its own in a setup. */
function itemsOf(setup: Setup): ReadonlyMap<string, unknown> {
  const items = new Map<string, unknown>()
  for (const [file, content] of Object.entries(setup)) {
    if (Array.isArray(content)) addList(items, file.replace(/s?\.yaml$/, ''), content)
    else if (isRecord(content)) for (const [kind, value] of Object.entries(content)) addKind(items, kind, value)
  }
  return items
}

const singular: Readonly<Record<string, string>> = {
  people: 'person',
  departments: 'department',
  places: 'place',
  holidays: 'holiday',
  templates: 'checklist template',
  digests: 'digest',
  prompts: 'prompt',
  standups: 'standup',
  follows: 'follow',
  playbooks: 'playbook',
  reviews: 'review',
  rules: 'handoff rule',
  one_to_ones: 'one-to-one',
}

function addKind(items: Map<string, unknown>, kind: string, value: unknown): void {
  if (Array.isArray(value)) addList(items, singular[kind] ?? kind, value)
  else items.set(kind, value)
}

function addList(items: Map<string, unknown>, kind: string, list: readonly unknown[]): void {
  for (const one of list) {
    if (!isRecord(one)) continue
    const country = kind === 'holiday' && typeof one.country === 'string' ? ` ${one.country}` : ''
    items.set(`${kind} ${nameOf(kind, one)}${country}`, one)
  }
}

/** What tells one of a kind from the others. */
function nameOf(kind: string, one: Readonly<Record<string, unknown>>): string {
  if (kind === 'person') return String(one.email)
  if (kind === 'handoff rule') return `${String(one.from)} to ${String(one.to)}`
  return String(one.key ?? (kind === 'holiday' ? one.day : (one.name ?? one.department)))
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What differs between two setups. */
function stepsBetween(before: Setup, after: Setup): readonly Step[] {
  const was = itemsOf(before)
  const is = itemsOf(after)
  const names = [...new Set([...was.keys(), ...is.keys()])]
  return names.flatMap((what): readonly Step[] => {
    if (!was.has(what)) return [{ kind: 'add', what, changes: [] }]
    if (!is.has(what)) return [{ kind: 'remove', what, changes: [] }]
    const changes = changesBetween('', was.get(what), is.get(what))
    return changes.length === 0 ? [] : [{ kind: 'change', what, changes }]
  })
}

function changesBetween(path: string, before: unknown, after: unknown): Step['changes'] {
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => changesBetween(path === '' ? key : `${path}.${key}`, before[key], after[key]))
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      changesBetween(`${path}[${index}]`, before[index], after[index]),
    )
  }
  const [was, is] = [shown(before), shown(after)]
  return was === is ? [] : [{ path, before: was, after: is }]
}

const shown = (value: unknown): string => (value === undefined || value === null ? '–' : JSON.stringify(value))
