import { pressOf } from '../chat/button.js'
import type { Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { DaysOff } from './absence-store.js'
import * as actions from './actions.js'
import { languageName, weekdayNames } from './me.js'
import type { Person } from './model.js'

/** What is known of a person beside their profile. */
export interface Standing {
  /** The department's label, or null for somebody outside all of them. */
  readonly department: string | null
  /** Absences that are not over, the earliest first. */
  readonly away: readonly DaysOff[]
  /** Who decides for the department that this person leads, in their absence; `undefined` for somebody who leads none. */
  readonly delegate: { readonly name: string; readonly from: string; readonly to: string } | null | undefined
}

/** Who I take somebody for: what decides when they hear from me, in which language, and what they may see. */
export function meCard(person: Person, standing: Standing, t: Texts): Message {
  const { away, delegate } = standing
  const facts: { label: string; value: Text }[] = [
    { label: t.plain('company.me_name'), value: t.text('company.me_who', { name: person.name, email: person.email }) },
    { label: t.plain('company.me_department'), value: departmentOf(person, standing.department, t) },
    { label: t.plain('company.me_language'), value: t.text('company.me_is', { what: languageName(person.locale) }) },
    { label: t.plain('company.me_hours'), value: hoursOf(person, t) },
    { label: t.plain('company.me_away'), value: awayText(away, t) },
  ]
  if (delegate !== undefined) facts.push({ label: t.plain('company.me_delegate'), value: delegateText(delegate, t) })
  const [next] = away
  return {
    blocks: [
      { kind: 'heading', text: t.plain('company.me_title') },
      { kind: 'facts', facts },
      { kind: 'note', text: t.text('company.me_note') },
      {
        kind: 'actions',
        buttons: [
          pressOf(t.plain('company.change'), actions.changeMe, {}),
          pressOf(t.plain('company.go_away'), actions.goAway, {}),
          ...(delegate === undefined ? [] : [pressOf(t.plain('company.choose_delegate'), actions.chooseDelegate, {})]),
          ...(next ? [backButton(next, t)] : []),
        ],
      },
    ],
    discloses: [],
  }
}

const backButton = ({ from, to }: DaysOff, t: Texts): Button =>
  pressOf(t.plain('company.come_back', { from: t.day(from, 'short') }), actions.comeBack, { from, to })

function departmentOf(person: Person, department: string | null, t: Texts): Text {
  return department === null
    ? t.text('company.me_no_department', { role: person.role })
    : t.text('company.me_role', { role: person.role, department })
}

const hoursOf = (person: Person, t: Texts): Text =>
  t.text('company.me_works', {
    days: t.list(weekdayNames(person.workDays, t.locale)),
    from: person.workFrom,
    to: person.workTo,
    zone: person.zone,
  })

function awayText(away: readonly DaysOff[], t: Texts): Text {
  if (away.length === 0) return t.text('company.me_not_away')
  const days = away.map(({ from, to }) => t.plain('company.me_span', { from: t.day(from), to: t.day(to) }))
  return t.text('company.me_is', { what: t.list(days) })
}

const delegateText = (delegate: NonNullable<Standing['delegate']> | null, t: Texts): Text =>
  delegate === null
    ? t.text('company.me_no_delegate')
    : t.text('company.me_delegated', { name: delegate.name, from: t.day(delegate.from), to: t.day(delegate.to) })
