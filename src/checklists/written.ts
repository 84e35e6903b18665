import { assertNever } from '../chat/assert-never.js'
import { role } from '../company/model.js'
import type { Approval, Evidence, Owner, TemplateStage } from './model.js'

/**
 * A stage as people write it in a form: its name in the first line, then a line per item (`- Compare contracts @finance +3
 * link`), then perhaps who signs (`sign: sales, finance`). A line that begins with `>` explains what stands above it.
 */

/** What is wrong with a line, for the person who wrote it. */
export type WrittenProblem =
  | { readonly kind: 'items' }
  | { readonly kind: 'line'; readonly line: number; readonly text: string }
  | { readonly kind: 'owner'; readonly line: number }
  | { readonly kind: 'sign'; readonly line: number }

/** A stage in the form in which YAML would state it. */
type Stage = Record<string, unknown> & { items: Record<string, unknown>[] }

const dueWords = String.raw`(?:[+-]\d{1,3}(?: (?:after|before) (?:start|(?:item|stage) [a-z][a-z0-9-]*))?)`
const stageLine = new RegExp(String.raw`^(?:\{([a-z][a-z0-9-]*)\} )?(.+?)(?: (${dueWords}))?$`)
const itemLine = new RegExp(
  String.raw`^- (?:\{([a-z][a-z0-9-]*)\} )?(.+?)(?: @(\S+))?(?: (${dueWords}))?(?: (link|text|file|metric=\S+))?$`,
)
const metricWords = /^metric=([a-z][a-z0-9_]*)(?:>=(-?\d+(?:\.\d+)?))?(?:<=(-?\d+(?:\.\d+)?))?(!fresh)?$/

const longDue = (short: string): string => short.replace(/^([+-]\d+)/, '$1 working days')
const shortDue = (long: string): string => long.replace(/ working days?/, '')

/**
 * Reads a stage as written.
 * @param departments keys of the departments that exist
 */
export function readStage(
  text: string,
  departments: readonly string[],
): { readonly stage: Stage } | { readonly problem: WrittenProblem } {
  const rows = text.split('\n').map((row) => row.trim())
  const first = rows.findIndex((row) => row !== '')
  const head = stageLine.exec(rows[first] ?? '')
  if (!head || (rows[first] ?? '').startsWith('- ')) return { problem: { kind: 'items' } }
  const [, key, label, due] = head
  const stage: Stage = { ...(key && { key }), label, ...(due && { due: longDue(due) }), items: [] }
  for (const [index, row] of rows.entries()) {
    if (index <= first || row === '') continue
    const problem = addRow(stage, row, index + 1, departments)
    if (problem) return { problem }
  }
  return { stage }
}

function addRow(stage: Stage, row: string, line: number, departments: readonly string[]): WrittenProblem | null {
  if (row.startsWith('>')) {
    const target = stage.items.at(-1) ?? stage
    target.what = [target.what, row.slice(1).trim()].filter((part) => part !== undefined).join('\n')
    return null
  }
  if (/^sign:/i.test(row)) {
    const approval = readSign(row.slice('sign:'.length), departments)
    if (approval === null) return { kind: 'sign', line }
    stage.approval = approval
    return null
  }
  const found = itemLine.exec(row)
  if (!found) return { kind: 'line', line, text: row }
  const [, key, label, who, due, evidence] = found
  const owner = who === undefined ? null : readOwner(who, departments)
  if (owner === null) return { kind: 'owner', line }
  stage.items.push({
    ...(key && { key }),
    label,
    owner,
    ...(due && { due: longDue(due) }),
    ...(evidence && { evidence: readEvidence(evidence) }),
  })
  return null
}

function readOwner(who: string, departments: readonly string[]): Owner | null {
  const word = who.replace(/^role:/, '')
  if (departments.includes(who)) return { department: who }
  const known = role.safeParse(word)
  if (known.success) return { role: known.data }
  return who.includes('@') ? { person: who } : null
}

function readEvidence(word: string): unknown {
  const found = metricWords.exec(word)
  if (!found) return word
  const [, metric, least, most, fresh] = found
  return {
    metric,
    ...(least !== undefined && { at_least: Number(least) }),
    ...(most !== undefined && { at_most: Number(most) }),
    fresh: fresh !== undefined,
  }
}

/** `sales, finance, 2` or `sales, finance, any, 5 days`. */
function readSign(text: string, departments: readonly string[]): Record<string, unknown> | null {
  const parts = text.split(',').map((part) => part.trim())
  const named = parts.filter((part) => departments.includes(part))
  const rest = parts.filter((part) => !departments.includes(part))
  const needs = rest.find((part) => /^(all|any|\d{1,2})$/.test(part))
  const days = rest.find((part) => /^\d{1,3} days?$/.test(part))
  if (named.length === 0 || rest.some((part) => part !== needs && part !== days)) return null
  return {
    departments: named,
    ...(needs !== undefined && { needs: /^\d/.test(needs) ? Number(needs) : needs }),
    ...(days !== undefined && { expires: Number.parseInt(days, 10) }),
  }
}

/** The same in the other direction: what `readStage` reads back as this stage. */
export function writeStage(stage: TemplateStage, departments: readonly string[]): string {
  const say = (what: string): readonly string[] => (what === '' ? [] : what.split('\n').map((row) => `> ${row}`))
  return [
    `{${stage.key}} ${stage.label}${stage.due === undefined ? '' : ` ${shortDue(stage.due)}`}`,
    ...say(stage.what),
    ...stage.items.flatMap((item) => [
      [
        `- {${item.key}} ${item.label} @${ownerWord(item.owner, departments)}`,
        ...(item.due === undefined ? [] : [shortDue(item.due)]),
        ...evidenceWord(item.evidence),
      ].join(' '),
      ...say(item.what),
    ]),
    ...(stage.approval ? [signWord(stage.approval)] : []),
  ].join('\n')
}

function ownerWord(owner: Owner, departments: readonly string[]): string {
  if ('department' in owner) return owner.department
  if ('person' in owner) return owner.person
  return departments.includes(owner.role) ? `role:${owner.role}` : owner.role
}

function evidenceWord(one: Evidence): readonly string[] {
  if (typeof one !== 'string') {
    const least = one.at_least === undefined ? '' : `>=${one.at_least}`
    const most = one.at_most === undefined ? '' : `<=${one.at_most}`
    return [`metric=${one.metric}${least}${most}${one.fresh ? '!fresh' : ''}`]
  }
  switch (one) {
    case 'none':
      return []
    case 'link':
    case 'text':
    case 'file':
      return [one]
    default:
      return assertNever(one)
  }
}

const signWord = ({ departments, needs, expires }: Approval): string =>
  `sign: ${[...departments, `${needs}`, `${expires} days`].join(', ')}`
