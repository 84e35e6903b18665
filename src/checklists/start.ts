import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { KnownPlace, Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { saveSchedule } from '../schedules/save.js'
import { type Holder, holdersOf } from './assign.js'
import { planCalendars } from './calendars.js'
import { crewOf, present } from './crew.js'
import { type Plan, planDates } from './due.js'
import type { Template } from './model.js'
import { open } from './progress.js'
import { reminding } from './remind.js'
import { postBoard } from './say.js'
import * as store from './store.js'
import { templateToStart } from './templates.js'

/** Reminders into the channel come at this hour of its zone, Monday to Friday; holidays are left out. */
const remindAt = '0 9 * * 1-5'
/** A reminder is worth as much at noon as at nine. */
const catchUp = 8 * 3600

/** What somebody asks for when a checklist begins. */
export interface Beginning {
  readonly template: string
  /** Unique for ever; a second start of the same name starts nothing. */
  readonly name: string
  /** Null: the template's own. */
  readonly title: string | null
  readonly place: KnownPlace
  readonly owner: Person
  /** `YYYY-MM-DD` */
  readonly startedOn: string
  /** The slot whose due time it is, or null where a person starts it. */
  readonly slot: number | null
}

/**
 * Starts a run of a template in a channel: plans its dates, gives every item to somebody, opens the first stage, posts its
 * card.
 * @returns the run's id, or null if one of this name exists already
 * @throws Refusal with the cure for a template that is not there, an owner who left, or somebody missing who has to act
 */
export async function startRun(context: Context, one: Beginning): Promise<number | null> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const of = await templateToStart(inside, one.template)
    if (!of) throw new Refusal('checklists.no_template', { name: one.template })
    const crew = await crewOf(inside)
    if (!present(crew, one.owner.id)) throw new Refusal('checklists.run_owner_left', { name: one.owner.name })
    const holders = holdersOf(of.template, one.owner, crew)
    const plan = planDates(of.template, one.startedOn, await planCalendars(inside, holders))
    const id = await store.insertRun(tx, {
      name: one.name,
      title: one.title ?? of.template.title,
      template: of.template.name,
      version: of.version,
      place: one.place.id,
      owner: one.owner.id,
      startedOn: one.startedOn,
    })
    if (id === null) return null
    await store.insertStages(tx, id, stagesOf(of.template, plan, one.startedOn))
    await store.insertItems(tx, id, itemsOf(of.template, plan, holders, one.startedOn))
    await recordChange(inside, {
      subject: `checklist:${id}`,
      verb: 'start',
      before: null,
      after: { template: of.template.name, version: of.version, startedOn: one.startedOn },
    })
    await saveSchedule(inside, {
      kind: reminding,
      subject: `checklist:${id}`,
      data: { run: id },
      rule: { cron: remindAt, zone: one.place.zone ?? context.company.zone, holidays: 'skip', catchUp },
      owner: one.owner.id,
    })
    // The card is drawn with its first stage open already, and stands above the message that says so.
    await store.updateStage(tx, id, 0, { openedAt: context.now })
    await postBoard(inside, id, one.slot)
    await open(inside, id, 0)
    return id
  })
}

export function stagesOf(template: Template, plan: Plan, startedOn: string): readonly store.NewStage[] {
  return template.stages.map((stage, position) => ({
    position,
    key: stage.key,
    label: stage.label,
    what: stage.what,
    dueOn: plan.stages.get(stage.key) ?? startedOn,
    approval: stage.approval ?? null,
  }))
}

export function itemsOf(
  template: Template,
  plan: Plan,
  holders: ReadonlyMap<string, Holder>,
  startedOn: string,
): readonly store.NewItem[] {
  return template.stages.flatMap((stage, position) =>
    stage.items.map((item, index) => {
      const holder = holders.get(item.key)
      return {
        stage: position,
        position: index,
        key: item.key,
        label: item.label,
        what: item.what,
        department: holder?.department ?? null,
        assignee: holder?.person.id ?? null,
        dueOn: plan.items.get(item.key) ?? startedOn,
        evidence: item.evidence,
      }
    }),
  )
}
