import { isDeepStrictEqual } from 'node:util'
import { requireSense } from '../alerts/follow.js'
import { readCondition } from '../alerts/model.js'
import { followed } from '../alerts/question.js'
import { recordChange } from '../audit/store.js'
import type { Subject } from '../chat/message.js'
import type { Context } from '../company/context.js'
import { personByEmail } from '../company/store.js'
import { type FactName, factField } from '../facts/catalogue.js'
import type { Field } from '../facts/field.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { dayOf } from '../time/zone.js'
import {
  argsOf,
  type Conditions,
  type FieldCondition,
  holesIn,
  isRecord,
  type Playbook,
  type PlaybookState,
  type PlaybooksFile,
} from './model.js'
import { presets } from './presets.js'
import { namedFields } from './records-store.js'
import { tellingHole } from './shown.js'
import * as store from './store.js'

const playbookSubject = (name: string): Subject => `playbook:${name}`

/** Thrown for a playbook in a file that cannot work: names the path in the file, the value and the cure. */
class PlaybooksFileError extends Error {
  readonly code = 'playbooks_file'
}

/**
 * Stores the playbooks of a file; others stay. Applying the same file again changes nothing: what stands there as it is needs no new
 * permission, or one whose number has no target any more would keep the whole folder from being applied.
 * @throws PlaybooksFileError for anything in it that is not known or cannot be done
 */
export async function applyPlaybooks(context: Context, file: PlaybooksFile, catalogue: Catalogue): Promise<void> {
  for (const [index, one] of file.playbooks.entries()) {
    if (standsAlready(await store.byName(context.db, one.name), one)) continue
    const wrong = await problemOf(context, one, catalogue)
    if (wrong) throw new PlaybooksFileError(`playbooks.yaml, playbooks[${index}].${wrong.path}: ${wrong.says}`)
    await savePlaybook(context, one)
  }
}

const standsAlready = (before: store.Stored | null, one: Playbook): boolean =>
  before !== null && before.state !== 'ended' && isDeepStrictEqual(before.playbook, one)

/** All playbooks, as a file has them. */
export async function exportPlaybooks(db: Context['db']): Promise<PlaybooksFile> {
  return { playbooks: (await store.all(db)).map(({ playbook }) => playbook) }
}

/** Stores a playbook in the place of the one of its name. Where it is about something else now, that is looked at from the beginning. */
export async function savePlaybook(context: Context, one: Playbook): Promise<void> {
  const { db } = context
  const owner = await personByEmail(db, one.owner)
  if (!owner) throw new Error(`Nobody has the e-mail ${one.owner}`)
  const before = await store.byName(db, one.name, true)
  if (standsAlready(before, one)) return
  const anew = before?.state === 'ended' || !isDeepStrictEqual(before?.playbook.when, one.when)
  await store.save(db, one, owner.id, anew)
  if (before && !isDeepStrictEqual(numberOf(before.playbook), numberOf(one))) await store.forgetNumbers(db, one.name)
  await recordChange(context, {
    subject: playbookSubject(one.name),
    verb: 'save',
    before: before?.playbook ?? null,
    after: one,
  })
}

/** By which number one sees whether it helped. */
const numberOf = ({ check }: Playbook) => [check?.metric, check?.period]

/** Pauses, resumes or ends a playbook. @returns false if it was so before */
export async function changeState(context: Context, name: string, state: PlaybookState): Promise<boolean> {
  return context.db.transaction(async (tx) => {
    const before = await store.byName(tx, name, true)
    if (!before || before.state === state) return false
    await store.setState(tx, name, state)
    await recordChange(
      { ...context, db: tx },
      { subject: playbookSubject(name), verb: state, before: { state: before.state }, after: { state } },
    )
    return true
  })
}

/** What of a playbook cannot work: where it stands in its file, and the cure. Null when all is well. */
export async function problemOf(
  context: Context,
  one: Playbook,
  catalogue: Catalogue,
): Promise<{ readonly path: string; readonly says: string } | null> {
  for (const [path, email] of [
    ['owner', one.owner],
    ['ask', one.ask ?? one.owner],
  ] as const) {
    if (!(await personByEmail(context.db, email)))
      return { path, says: `nobody in the company has the e-mail "${email}"; add them to company.yaml` }
  }
  return (
    whenProblem(one, context, catalogue) ??
    holeProblem(one) ??
    shownProblem(one, catalogue) ??
    (await doProblem(one, context))
  )
}

type Wrong = { readonly path: string; readonly says: string }

function whenProblem({ when, check }: Playbook, context: Context, catalogue: Catalogue): Wrong | null {
  const asks = { metric: check?.metric, period: check?.period ?? 'last month' }
  const checked = asks.metric === undefined ? null : metricProblem({ ...asks, metric: asks.metric }, context, catalogue)
  if (checked !== null) return { path: 'check', says: checked }
  if (!isRecord(when)) {
    const target = readCondition(when.is)?.kind === 'target' && when.by !== undefined
    if (target) return { path: 'when.is', says: 'a target is one of the whole; with "by", write above or below' }
    const says = metricProblem(when, context, catalogue)
    return says === null ? null : { path: 'when', says }
  }
  const { record, where, latest } = when
  const wrong = fieldProblem(record, where)
  if (wrong || !latest) return wrong && { path: `when.where.${wrong.path}`, says: wrong.says }
  const both = [record, latest.record].find((fact) => !factField(fact, latest.by))
  if (both)
    return {
      path: 'when.latest.by',
      says: `${both} have no field "${latest.by}"; known are ${namedFields(both).join(', ')}`,
    }
  if (factField(latest.record, latest.on)?.type !== 'day')
    return { path: 'when.latest.on', says: `"${latest.on}" is no day of ${latest.record}` }
  const beside = fieldProblem(latest.record, { ...latest.among, ...latest.where })
  return beside && { path: `when.latest.where.${beside.path}`, says: beside.says }
}

function metricProblem(
  one: { metric: string; period: string; by?: string | undefined; filters?: Record<string, string>; is?: string },
  context: Context,
  catalogue: Catalogue,
): string | null {
  const { metric, period, by, filters = {}, is } = one
  const { company, now, t } = context
  try {
    const found = followed(
      { metric, period, filters, ...(by === undefined ? {} : { by }) },
      { catalogue, company, today: dayOf(now, company.zone) },
    )
    const condition = is === undefined ? null : readCondition(is)
    if (condition) requireSense(context, found, condition)
    return null
  } catch (error) {
    if (error instanceof Refusal) return t.plain(error.key, error.args)
    throw error
  }
}

/** A field that the fact has not, or a condition that its kind of value cannot fulfil. */
function fieldProblem(fact: FactName, conditions: Conditions): Wrong | null {
  for (const [name, condition] of Object.entries(conditions)) {
    const field = namedFields(fact).includes(name) ? factField(fact, name) : undefined
    if (!field) return { path: name, says: `${fact} have no such field; known are ${namedFields(fact).join(', ')}` }
    const says = conditionProblem(field, condition)
    if (says !== null) return { path: name, says }
  }
  return null
}

function conditionProblem(field: Field, condition: FieldCondition): string | null {
  if (typeof condition === 'string' || Array.isArray(condition)) {
    if (field.type !== 'choice') return null
    const unknown = [condition].flat().find((value) => !field.choices.includes(value))
    return unknown === undefined ? null : `"${unknown}" is none of ${field.choices.join(', ')}`
  }
  if ('within' in condition || 'older' in condition)
    return field.type === 'day' ? null : 'is no day; only days can be within or older'
  if ('stated' in condition || field.type === 'money' || field.type === 'number') return null
  return 'is no amount and no figure; only those can be above or below'
}

const ofNumbers = ['metric', 'part', 'value', 'sentence']

/** A field in braces that there is not would stand in the message as a dash for ever. */
function holeProblem({ when, say, do: what }: Playbook): Wrong | null {
  const known = isRecord(when) ? namedFields(when.record) : ofNumbers
  const unknown = holesIn(`${say} ${JSON.stringify(what)}`).find((one) => !known.includes(one))
  return unknown === undefined
    ? null
    : { path: 'say', says: `{${unknown}} is not known here; known are ${known.join(', ')}` }
}

/** A number that would be shown to others than its readers. */
function shownProblem(one: Playbook, catalogue: Catalogue): Wrong | null {
  const metric = isRecord(one.when) ? null : catalogue.find(one.when.metric)
  const hole = tellingHole(one)
  if (!metric || metric.restrictions.length === 0 || hole === undefined) return null
  const { label } = metric.definition
  return {
    path: 'do',
    says: `{${hole}} would show ${label} to people who may not read it; leave it out, or make it a message`,
  }
}

async function doProblem(one: Playbook, context: Context): Promise<Wrong | null> {
  const { action } = one.do
  const preset = presets.find(({ name }) => name === action)
  if (!preset) {
    const known = presets.map(({ name }) => name).join(', ')
    return { path: 'do.action', says: `"${action}" is not known; known are ${known}` }
  }
  if (one.how === 'at once' && one.needs !== undefined)
    return { path: 'needs', says: 'what is done at once cannot wait for somebody to add something; propose it instead' }
  const says = await preset.wrong(argsOf(one), context)
  return says === null ? null : { path: 'do', says }
}
