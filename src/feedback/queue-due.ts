import { pressOf } from '../chat/button.js'
import type { Context } from '../company/context.js'
import type { Department } from '../company/model.js'
import { departmentsOf } from '../company/store.js'
import { wakingDeciders } from '../mornings/deciding.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
import { addWorkingDays } from '../time/workdays.js'
import { addDays, daysBetween } from '../time/zone.js'
import { type Item, itemSubject, queueSubject } from './item.js'
import * as actions from './item-actions.js'
import { headingOf, showButton } from './item-card.js'
import * as store from './item-store.js'
import { daysAnswered } from './mailbox-store.js'

/** After so many days somebody who said something should have been looked at. */
const patience = 5
/** After so many days in which nothing was heard, who acts on something is reminded that somebody waits to hear. */
const silence = 10
/** Further back than any weekend with holidays around it. */
const longestPause = 14

/**
 * What feedback brings up in the morning: to who decides for a department that something waits for a first look; to who acts on
 * something that nothing has been heard of it for long; and to everybody alike that somebody was answered who gave no name. Who that
 * is nobody knows but the person, when they look; so that line stands in every note, and is no reason to write one.
 */
export const feedbackDues: DueSource = {
  name: 'feedback',
  due: async (context, people) => {
    const departments = await departmentsOf(context.db)
    const open = await store.openOf(
      context.db,
      departments.map(({ key }) => key),
    )
    const awake = new Map(people.map((one) => [one.person.id, one]))
    const deciders = await wakingDeciders(context, people)
    return [
      ...departments.flatMap((department) => queueDue(department, open, deciders.get(department.key))),
      ...open.flatMap((item) => actingDue(item, awake)),
      ...(await mailDues(context, people)),
    ]
  },
}

function queueDue({ key, label }: Department, open: readonly Item[], waking: Waking | undefined): readonly Due[] {
  const fresh = open.filter(({ department, state }) => department === key && state === 'new')
  const [oldest] = fresh.map(({ givenOn }) => givenOn).toSorted()
  if (!waking || oldest === undefined) return []
  const days = daysBetween(oldest, waking.day)
  return [
    {
      person: waking.person.id,
      about: queueSubject(key),
      urgency: days > patience ? 'overdue' : 'asked',
      line: (t) =>
        t.text('feedback_items.due_new', { count: fresh.length, department: label, days: Math.max(0, days) }),
      buttons: (t) => [pressOf(t.plain('feedback_items.open_queue'), actions.queue, { department: key })],
    },
  ]
}

function actingDue(item: Item, awake: ReadonlyMap<number, Waking>): readonly Due[] {
  const waking = item.state === 'acting' && item.owner !== null ? awake.get(item.owner) : undefined
  if (!waking || daysBetween(item.changedOn, waking.day) <= silence) return []
  return [
    {
      person: waking.person.id,
      about: itemSubject(item.id),
      urgency: 'asked',
      line: (t) => t.text('feedback_items.due_acting', { title: headingOf(item, t) }),
      buttons: (t) => [showButton(item, t)],
    },
  ]
}

/** The mornings after a day with answers, and the same line for everybody. */
async function mailDues({ db }: Context, people: readonly Waking[]): Promise<readonly Due[]> {
  const [first] = people.map(({ day }) => day).toSorted()
  if (first === undefined) return []
  const answered = await daysAnswered(db, addDays(first, -longestPause))
  if (answered.length === 0) return []
  return people.flatMap(({ person, day, calendar }): readonly Due[] => {
    const since = addWorkingDays(day, -1, calendar)
    if (!answered.some((one) => one >= since && one < day)) return []
    return [
      {
        person: person.id,
        about: 'feedback_mail:company',
        urgency: 'soon',
        aside: true,
        line: (t) => t.text('feedback_items.due_mail'),
        buttons: (t) => [pressOf(t.plain('feedback_items.mail'), actions.mail, {})],
      },
    ]
  })
}
