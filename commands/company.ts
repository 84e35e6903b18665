import { recordChange } from '../src/audit/store.js'
import type { Form, Option, Values } from '../src/chat/form.js'
import type { Reply } from '../src/chat/incoming.js'
import { addDaysOff, daysOffFrom, delegate, delegationOf, removeDaysOff } from '../src/company/absence-store.js'
import * as actions from '../src/company/actions.js'
import { readDays, readMe, zonesLike } from '../src/company/me.js'
import { meCard, type Standing } from '../src/company/me-card.js'
import { awayForm, delegateForm, meForm } from '../src/company/me-form.js'
import { colleaguesOf, personOption } from '../src/company/options.js'
import { correctPerson, departmentsOf, personById } from '../src/company/store.js'
import { Refusal } from '../src/locales/refusal.js'
import { textsFor } from '../src/locales/texts.js'
import { dayOf } from '../src/time/zone.js'
import { type Asking, bind, type Command, inside } from './command.js'
import { tell } from './tell.js'

/** `/drumbeat me`: what is known of oneself, corrected by form; days off; who decides in one's absence. */
export const meCommand: Command = inside({
  name: 'me',
  words: async (_text, asking) => ({ kind: 'tell', message: await card(asking) }),
  bindings: [
    bind(actions.changeMe, {
      press: async (_args, asking) => form(meForm(asking.by, asking.t)),
      submit: (_args, values, asking) => change(values, asking),
      search: async (_args, _field, text) => zonesLike(text),
    }),
    bind(actions.goAway, {
      press: async (_args, asking) => form(awayForm(asking.t)),
      submit: (_args, values, asking) => away(values, asking),
    }),
    bind(actions.comeBack, { press: (days, asking) => back(days, asking) }),
    bind(actions.chooseDelegate, {
      press: async (_args, asking) => form(delegateForm(await colleagues(asking), asking.t)),
      submit: (_args, values, asking) => choose(values, asking),
    }),
  ],
})

const form = (one: Form): Reply => ({ kind: 'form', form: one })

async function change(values: Values, asking: Asking): Promise<Reply> {
  const read = readMe(values)
  if (read.kind === 'wrong') return form(meForm(asking.by, asking.t, values, read.errors))
  const { locale, zone, workDays, workFrom, workTo } = asking.by
  await asking.db.transaction(async (tx) => {
    await correctPerson(tx, asking.by.id, read.value)
    await recordChange(
      { ...asking, db: tx },
      {
        subject: `person:${asking.by.id}`,
        verb: 'correct',
        before: { locale, zone, workDays, workFrom, workTo },
        after: read.value,
      },
    )
  })
  const by = { ...asking.by, ...read.value }
  return { kind: 'tell', message: await card({ ...asking, by, t: textsFor(by.locale, by.zone) }) }
}

async function away(values: Values, asking: Asking): Promise<Reply> {
  const read = readDays(values, dayOf(asking.now, asking.by.zone))
  if (read.kind === 'wrong') return form(awayForm(asking.t, values, read.errors))
  await asking.db.transaction(async (tx) => {
    await addDaysOff(tx, [{ ...read.value, person: asking.by.id }])
    await recordChange(
      { ...asking, db: tx },
      { subject: `person:${asking.by.id}`, verb: 'away', before: null, after: read.value },
    )
  })
  return tell(asking.t.text('company.is_away', spanOf(read.value, asking)))
}

async function back(days: { from: string; to: string }, asking: Asking): Promise<Reply> {
  await asking.db.transaction(async (tx) => {
    await removeDaysOff(tx, { ...days, person: asking.by.id })
    await recordChange(
      { ...asking, db: tx },
      { subject: `person:${asking.by.id}`, verb: 'back', before: days, after: null },
    )
  })
  return tell(asking.t.text('company.is_back', spanOf(days, asking)))
}

async function choose(values: Values, asking: Asking): Promise<Reply> {
  const department = await led(asking)
  const read = readDays(values, dayOf(asking.now, asking.by.zone))
  const options = await colleagues(asking)
  if (read.kind === 'wrong') return form(delegateForm(options, asking.t, values, read.errors))
  const chosen = options.find((one) => one.value === values.person)
  if (!chosen) return form(delegateForm(options, asking.t, values, { person: 'company.wrong_colleague' }))
  const person = Number(chosen.value)
  await asking.db.transaction(async (tx) => {
    await delegate(tx, department, { ...read.value, person })
    await recordChange(
      { ...asking, db: tx },
      { subject: `department:${department}`, verb: 'delegate', before: null, after: { ...read.value, person } },
    )
  })
  return tell(asking.t.text('company.is_delegated', { ...spanOf(read.value, asking), name: chosen.label }))
}

const spanOf = ({ from, to }: { from: string; to: string }, { t }: Asking) => ({ from: t.day(from), to: t.day(to) })

/** The key of the department that somebody leads. @throws Refusal for somebody who leads none */
async function led(asking: Asking): Promise<string> {
  const department = (await departmentsOf(asking.db)).find((one) => one.leader === asking.by.id)
  if (!department) throw new Refusal('company.no_leader')
  return department.key
}

/** Whom a leader may choose: everybody of the company but guests and themselves, those of their department first. */
async function colleagues(asking: Asking): Promise<readonly Option[]> {
  await led(asking)
  const others = (await colleaguesOf(asking)).filter((one) => one.id !== asking.by.id)
  const near = (department: string | null): number => (department === asking.by.department ? 0 : 1)
  return others
    .toSorted((a, b) => near(a.department) - near(b.department) || a.name.localeCompare(b.name))
    .map(personOption)
}

async function card(asking: Asking) {
  const departments = await departmentsOf(asking.db)
  const own = departments.find((one) => one.key === asking.by.department)
  const standing: Standing = {
    department: own?.label ?? null,
    away: await daysOffFrom(asking.db, [asking.by.id], dayOf(asking.now, asking.by.zone)),
    delegate: await delegateOf(asking, departments.find((one) => one.leader === asking.by.id)?.key),
  }
  return meCard(asking.by, standing, asking.t)
}

async function delegateOf(asking: Asking, department: string | undefined): Promise<Standing['delegate']> {
  if (department === undefined) return undefined
  const found = await delegationOf(asking.db, department, dayOf(asking.now, asking.company.zone))
  const person = found ? await personById(asking.db, found.person) : null
  return found && person ? { name: person.name, from: found.from, to: found.to } : null
}
