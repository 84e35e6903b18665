import { z } from 'zod'
import { role } from '../company/model.js'
import { holidayRule } from '../schedules/model.js'
import { addDays, isDay } from '../time/zone.js'
import { dueOf, dueProblem } from './due.js'

/** What a template, a stage, an item or a run is called where it is referred to: lower-case letters, digits, hyphens. */
export const name = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'use lower-case letters, digits and hyphens')

const due = z
  .string()
  .refine(
    (text) => dueOf(text) !== null,
    'write it as "+5 working days", "+5 working days after stage prepare" or "-2 working days before item kickoff"',
  )

/** Whose something is: a department's (its leader holds it until somebody takes it), a role's, or a person's. */
export const owner = z.union(
  [z.strictObject({ department: z.string() }), z.strictObject({ role }), z.strictObject({ person: z.email() })],
  'say exactly one of department, role or person',
)
export type Owner = z.infer<typeof owner>

/** A metric that closes an item by itself: as soon as it is defined, connected, and (where said) fresh and of a value. */
const metricEvidence = z.strictObject({
  metric: z.string(),
  /** As the metric's definition states values: a share as a fraction, money in major units, durations in days. */
  at_least: z.number().optional(),
  at_most: z.number().optional(),
  fresh: z.boolean().default(false),
  /** Over which period, in the company's language. */
  period: z.string().default('last quarter'),
})
export type MetricEvidence = z.infer<typeof metricEvidence>

/** What has to be there before an item counts as done. */
export const evidence = z.union([z.enum(['none', 'link', 'text', 'file']), metricEvidence])
export type Evidence = z.infer<typeof evidence>

const label = z.string().trim().min(1).max(150)
const what = z.string().max(2000).default('')

const itemFile = z.strictObject({
  key: name.optional(),
  label,
  what,
  owner: owner.optional(),
  due: due.optional(),
  evidence: evidence.default('none'),
})

/** Who signs before the stage closes. `needs`: every department, any one of them, or so many. `expires`: in working days. */
export const approval = z
  .strictObject({
    departments: z.array(z.string()).min(1).max(20),
    needs: z.union([z.enum(['all', 'any']), z.number().int().min(1)]).default('all'),
    expires: z.number().int().min(1).max(250).default(10),
  })
  .refine((one) => new Set(one.departments).size === one.departments.length, 'a department stands there twice')
  .refine(
    (one) => typeof one.needs !== 'number' || one.needs <= one.departments.length,
    'more signatures than departments: lower needs or name more departments',
  )
export type Approval = z.infer<typeof approval>

const stageFile = z.strictObject({
  key: name.optional(),
  label,
  what,
  due: due.optional(),
  /** For its items that name no owner. */
  owner: owner.optional(),
  items: z.array(itemFile).max(40).default([]),
  approval: approval.optional(),
})

/** `Agree on one vision` becomes `agree-on-one-vision`. */
export function keyOf(text: string): string {
  const plain = text.normalize('NFD').toLowerCase().replace(/\p{M}/gu, '')
  const key = plain.replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '')
  return key.slice(0, 60).replace(/-+$/, '') || 'x'
}

type StageFile = z.infer<typeof stageFile>

/** Every item gets its key and its owner; a stage without items is one item of its own name. */
function spelledOut(stage: StageFile, context: z.RefinementCtx) {
  const { owner: of, items, ...rest } = stage
  const listed = items.length > 0 ? items : [{ label: stage.label, what: stage.what, evidence: 'none' as const }]
  const whole = listed.flatMap((item, index) => {
    const whose = 'owner' in item && item.owner !== undefined ? item.owner : of
    if (whose === undefined) {
      const path = items.length > 0 ? ['items', index, 'owner'] : ['owner']
      context.addIssue({ code: 'custom', path, message: 'whose is it? Name a department, a role or a person' })
      return []
    }
    return [{ ...item, key: ('key' in item ? item.key : undefined) ?? keyOf(item.label), owner: whose }]
  })
  return { ...rest, key: stage.key ?? keyOf(stage.label), items: whole }
}

const stage = stageFile.transform(spelledOut)

/** A checklist that can be run again and again. */
export const template = z
  .strictObject({
    name,
    title: label,
    about: z.string().max(2000).default(''),
    stages: z.array(stage).min(1).max(30),
  })
  .superRefine((one, context) => {
    const issue = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    const stages = one.stages.map((each) => each.key)
    const items = one.stages.flatMap((each) => each.items.map((item) => item.key))
    const twice = [...stages, '', ...items].find(
      (key, at, all) => all.indexOf(key, at < stages.length ? 0 : stages.length) < at,
    )
    if (twice !== undefined) return issue(['stages'], `"${twice}" is called so twice; give one of them another key`)
    const problem = dueProblem(one)
    if (problem?.kind === 'unknown')
      return issue(
        ['stages'],
        `${problem.at} is due after ${problem.name}, which is not there; name a key of this template`,
      )
    if (problem?.kind === 'cycle')
      return issue(
        ['stages'],
        `due dates wait for each other: ${problem.path.join(' -> ')}; count one of them from the start`,
      )
  })
export type Template = z.infer<typeof template>
export type TemplateStage = Template['stages'][number]

/** A run of a template in a channel. `started_on` is a day, or days counted from the day of applying (`-3 days`). */
const runFile = z.strictObject({
  name,
  template: name,
  title: label.optional(),
  place: z.string(),
  owner: z.email(),
  started_on: z
    .string()
    .refine((text) => isDay(text) || /^[+-]\d{1,3} days?$/.test(text), 'write a day as 2026-11-30, or "-3 days"'),
})

/** A template that is started again and again: the quarterly audit, the monthly close. */
const recurring = z.strictObject({
  name,
  template: name,
  title: label.optional(),
  place: z.string(),
  owner: z.email(),
  cron: z.string(),
  zone: z.string().optional(),
  holidays: holidayRule.default('after'),
})

/** `checklists.yaml`. Runs and schedules may name a built-in template. */
export const checklistsFile = z.strictObject({
  templates: z.array(template).default([]),
  runs: z.array(runFile).default([]),
  schedules: z.array(recurring).default([]),
})
export type ChecklistsFile = z.infer<typeof checklistsFile>

/** The day on which a run started, from what its file says. */
export function startDay(startedOn: string, today: string): string {
  return isDay(startedOn) ? startedOn : addDays(today, Number.parseInt(startedOn, 10))
}
