import { typedIn } from '../../src/chat/fields.js'
import type { Option, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { departmentOptions, peopleLike, personOption } from '../../src/company/options.js'
import { departmentsOf, personById } from '../../src/company/store.js'
import { readDepartment } from '../../src/handoffs/words.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import * as actions from '../../src/reviews/actions.js'
import { type Errors, longestNotes, longestWhat, noteForm, talkForm } from '../../src/reviews/form.js'
import { listCard } from '../../src/reviews/list-card.js'
import { type OneToOne, oneToOne } from '../../src/reviews/model.js'
import { mayManage, requireLead, requireSetUp } from '../../src/reviews/rights.js'
import { endTalk, saveTalk, talkProblem } from '../../src/reviews/save.js'
import { allTalks, talkWith } from '../../src/reviews/store.js'
import { prepareTalk } from '../../src/reviews/talk.js'
import { talkCard } from '../../src/reviews/talk-card.js'
import { keepNote } from '../../src/reviews/talk-post.js'
import { dayOf, isDay } from '../../src/time/zone.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { chosenPerson, form, toForm } from './forms.js'

type Args = { department: string | null }

/** `/review one-to-one`: those that somebody leads; `new`: the form; a department: what the talk with its leader is prepared from. */
export async function prepare(text: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const word = text.trim()
  if (word.toLocaleLowerCase('en') === 'new') {
    requireSetUp(asking)
    return toForm('reviews.talk_form', actions.writeTalk, { department: null }, asking)
  }
  if (word === '') {
    const talks = (await allTalks(asking.db)).filter(({ lead }) => lead === asking.by.id)
    return { kind: 'tell', message: listCard([], talks, asking.by, asking.t) }
  }
  const department = readDepartment(word, await departmentsOf(asking.db))?.department
  if (!department) throw new Refusal('handoffs.no_department', { typed: word })
  return show(department.key, asking, catalogue)
}

async function show(department: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  await requireLead(asking, department)
  const preparation = await prepareTalk(asking, catalogue, department, asking.by)
  if (!preparation) return tell(asking.t.text('reviews.no_leader'))
  const today = dayOf(asking.now, asking.company.zone)
  return { kind: 'tell', message: talkCard(preparation, null, today, asking.t) }
}

/** What a talk is prepared from, by button. */
export const prepareBinding = (catalogue: Catalogue): Binding =>
  bind(actions.prepare, { press: ({ department }, asking) => show(department, asking, catalogue) })

/** The form of a talk: a new one, or one to be changed. */
export const talkBinding = bind(actions.writeTalk, {
  press: async (args, asking) => {
    const before = await changing(args, asking)
    return talkReply(before, asking)
  },
  submit: (args, values, asking) => submitTalk(args, values, asking),
  search: async (_args, _field, text, asking) => {
    return peopleLike(text, asking)
  },
})

async function changing({ department }: Args, asking: Asking): Promise<OneToOne | null> {
  const stored = department === null ? null : await talkWith(asking.db, department)
  if (stored?.lead !== asking.by.id) requireSetUp(asking)
  return stored?.talk ?? null
}

async function talkReply(
  before: OneToOne | null,
  asking: Asking,
  values?: Values,
  errors: Errors = {},
): Promise<Reply> {
  const stored = before ? await talkWith(asking.db, before.department) : null
  const person = stored ? await personById(asking.db, stored.lead) : asking.by
  const usual: readonly Option[] = person ? [personOption(person)] : []
  const lead = values ? await chosenPerson(values, 'lead', asking) : usual
  return form(talkForm(before, { departments: await departmentOptions(asking), lead }, asking.t, values, errors))
}

async function submitTalk(args: Args, values: Values, asking: Asking): Promise<Reply> {
  const before = await changing(args, asking)
  const [chosen] = await chosenPerson(values, 'lead', asking)
  const lead = chosen ? await personById(asking.db, Number(chosen.value)) : null
  const read = oneToOne.safeParse({
    department: typedIn(values, 'department'),
    lead: lead?.email ?? '',
    day: typedIn(values, 'day'),
    at: typedIn(values, 'at'),
    zone: lead?.zone ?? asking.company.zone,
    ahead: typedIn(values, 'ahead'),
  })
  const { t } = asking
  if (!read.success) {
    const errors = read.error.issues.map(({ path }) => [String(path[0] ?? 'lead'), t.plain('reviews.wrong_field')])
    return talkReply(before, asking, values, Object.fromEntries(errors))
  }
  const known = await talkWith(asking.db, read.data.department)
  if (known && known.lead !== asking.by.id && !mayManage(asking.by, null)) throw new Refusal('reviews.only_executives')
  const problem = await talkProblem(asking, read.data)
  if (problem) return talkReply(before, asking, values, { [problem.path]: problem.says })
  await asking.db.transaction((tx) => saveTalk({ ...asking, db: tx }, read.data))
  return tell(
    t.text('reviews.talk_saved', {
      ...read.data,
      lead: lead?.name ?? '',
      day: t.plain('standups.weekday', { day: read.data.day }),
    }),
  )
}

/** The notes of a talk, and what was agreed in it. */
export const noteBinding = bind(actions.note, {
  press: async ({ department }, asking) => {
    const people = await talkers(department, asking)
    return form(noteForm(department, people, dayOf(asking.now, asking.company.zone), asking.t))
  },
  submit: ({ department }, values, asking) => submitNote(department, values, asking),
})

/** The leader first: what is agreed is mostly theirs to do. @throws Refusal for anybody but who leads the talk */
async function talkers(department: string, asking: Asking): Promise<readonly Option[]> {
  await requireLead(asking, department)
  const leader = await leaderOf(department, asking)
  return [leader, asking.by].map(personOption)
}

async function leaderOf(department: string, { db }: Asking) {
  const key = (await departmentsOf(db)).find((one) => one.key === department)?.leader ?? null
  const leader = key === null ? null : await personById(db, key)
  if (!leader) throw new Refusal('reviews.no_leader')
  return leader
}

async function submitNote(department: string, values: Values, asking: Asking): Promise<Reply> {
  const { t } = asking
  const people = await talkers(department, asking)
  const leader = await leaderOf(department, asking)
  const today = dayOf(asking.now, asking.company.zone)
  const [words, what, by] = [typedIn(values, 'notes'), typedIn(values, 'what'), typedIn(values, 'by')]
  const who = people.find(({ value }) => value === typedIn(values, 'who'))
  const errors: Errors = {
    ...(words === '' && what === '' ? { notes: t.plain('reviews.wrong_notes') } : {}),
    ...(words.length > longestNotes || what.length > longestWhat ? { notes: t.plain('reviews.wrong_field') } : {}),
    ...(what === '' || who ? {} : { who: t.plain('reviews.wrong_who') }),
    ...(what === '' || (isDay(by) && by >= today) ? {} : { by: t.plain('reviews.wrong_day') }),
  }
  if (Object.keys(errors).length > 0) return form(noteForm(department, people, today, t, values, errors))
  const agreed = what === '' || !who ? null : { what, person: Number(who.value), by }
  await asking.db.transaction((tx) => keepNote({ ...asking, db: tx }, department, leader.id, { words, agreed }))
  return tell(t.text('reviews.kept', { agreed: agreed ? 'yes' : 'no', who: who?.label ?? '', what }))
}

/** Ends a talk. */
export const endBinding = bind(actions.endTalk, {
  press: async ({ department }, asking) => {
    await requireLead(asking, department)
    await endTalk(asking, department)
    return tell(asking.t.text('reviews.talk_ended'))
  },
})
