import type { Due, DueSource, Urgency, Waking } from '../mornings/due.js'
import { dayOf } from '../time/zone.js'
import * as actions from './actions.js'
import { standings } from './approval.js'
import { press } from './card.js'
import { askedFor, type Crew, crewOf, departmentLabel, personName, present } from './crew.js'
import { doneButtonOf } from './item-card.js'
import { type OpenItem, openItemsUntil } from './morning-store.js'
import { type Mention, mentionOn, mentionsSignature, tellsLeader, type Window, windowOf } from './reminder.js'
import { type AskedStage, askedStages } from './signature-store.js'
import { approvalSubject, itemSubject } from './subjects.js'

const urgencyOf: Readonly<Record<Mention, Urgency>> = { soon: 'soon', due: 'today', overdue: 'overdue' }

/**
 * What checklists have for people in the morning: their items the working day before they are due, on the day and after it; for
 * leaders what has been overdue in their department for some days, and what they are asked to sign; for who started a
 * checklist the items whose holder left. Read with the same number of statements whatever the number of people.
 */
export const checklistsDue: DueSource = {
  name: 'checklists',
  due: async (context, people) => {
    if (people.length === 0) return []
    const days = windowsOf(people)
    const latest = [...days.values()].map((one) => one.next).reduce((a, b) => (a > b ? a : b))
    const today = people.map((one) => one.day).reduce((a, b) => (a > b ? a : b))
    const [items, asked] = await Promise.all([openItemsUntil(context.db, latest, today), askedStages(context.db)])
    if (items.length === 0 && asked.length === 0) return []
    const crew = await crewOf(context)
    const of = (person: number, work: (day: Window) => Due | null): readonly Due[] => {
      const day = days.get(person)
      const due = day ? work(day) : null
      return due ? [due] : []
    }
    return [
      ...items.flatMap((item) => itemDues(item, crew, of)),
      ...asked.flatMap((stage) => signDues(stage, days, context.company.zone, crew)),
    ]
  },
}

/** Most people work on the same days: the days around one are counted once for all who do. */
function windowsOf(people: readonly Waking[]): ReadonlyMap<number, Window> {
  const known = new Map<string, Window>()
  return new Map(
    people.map(({ person, day, calendar }) => {
      const key = `${day} ${calendar.workDays.join()} ${[...calendar.holidays].join()}`
      const window = known.get(key) ?? windowOf(day, calendar)
      known.set(key, window)
      return [person.id, window] as const
    }),
  )
}

type For = (person: number, work: (day: Window) => Due | null) => readonly Due[]

function itemDues(item: OpenItem, crew: Crew, of: For): readonly Due[] {
  const holder = present(crew, item.assignee)
  if (!holder) return of(item.owner, (day) => (mentionOn(item.dueOn, day) ? orphanDue(item, item.owner, crew) : null))
  const leader = item.department === null ? null : askedFor(crew, item.department)
  return [
    ...of(holder.id, (day) => {
      const mention = mentionOn(item.dueOn, day)
      return mention ? itemDue(item, holder.id, mention) : null
    }),
    ...(leader && leader.id !== holder.id
      ? of(leader.id, (day) => (tellsLeader(item.dueOn, day) ? leaderDue(item, leader.id, holder.name) : null))
      : []),
  ]
}

const itemDue = (item: OpenItem, person: number, mention: Mention): Due => ({
  person,
  about: itemSubject(item.id),
  urgency: urgencyOf[mention],
  line: (t) => t.text(`checklists.due_${mention}`, { item: item.label, title: item.title, day: t.day(item.dueOn) }),
  buttons: (t) => [
    ...doneButtonOf(item.id, item.wants, 'note', t),
    press(t, 'checklists.open', actions.show, { item: item.id }),
  ],
})

const leaderDue = (item: OpenItem, person: number, holder: string): Due => ({
  person,
  about: itemSubject(item.id),
  urgency: 'overdue',
  line: (t) =>
    t.text('checklists.due_leader', { item: item.label, title: item.title, day: t.day(item.dueOn), who: holder }),
  buttons: (t) => [
    press(t, 'checklists.open', actions.show, { item: item.id }),
    press(t, 'checklists.assign', actions.assign, { item: item.id }),
  ],
})

const orphanDue = (item: OpenItem, person: number, crew: Crew): Due => ({
  person,
  about: itemSubject(item.id),
  urgency: 'overdue',
  line: (t) =>
    t.text('checklists.due_orphan', { item: item.label, title: item.title, who: personName(crew, item.assignee) }),
  buttons: (t) => [press(t, 'checklists.assign', actions.assign, { item: item.id })],
})

function signDues(stage: AskedStage, days: ReadonlyMap<number, Window>, zone: string, crew: Crew): readonly Due[] {
  const askedOn = dayOf(stage.askedAt, zone)
  const waiting = standings(stage.approval, stage.signatures, stage.round).filter(({ state }) => state !== 'signed')
  return waiting.flatMap(({ department, state }) => {
    const signer = askedFor(crew, department)
    const window = signer ? days.get(signer.id) : undefined
    // Who said no has said something: they are not asked again.
    if (!signer || !window || state === 'declined' || !mentionsSignature(askedOn, stage.expiresOn, window)) return []
    const about = approvalSubject(stage.run, stage.stage, department)
    return [
      {
        person: signer.id,
        about,
        urgency: 'asked',
        line: (t) =>
          t.text('checklists.due_sign', {
            stage: stage.label,
            title: stage.title,
            department: departmentLabel(crew, department),
            day: t.day(stage.expiresOn),
          }),
        buttons: (t) => {
          const at = { run: stage.run, stage: stage.stage, round: stage.round }
          return [
            press(t, 'checklists.sign', actions.sign, at, 'primary'),
            press(t, 'checklists.decline', actions.decline, at),
          ]
        },
      },
    ]
  })
}
