import type { Subject } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Person } from '../company/model.js'
import { factField, factNames } from '../facts/catalogue.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { mayRead, metricOfSubject } from '../metrics/visibility.js'
import { type Fields, filled, holesIn, type Playbook } from './model.js'

/** What a text needs to know of what a playbook speaks of. */
export interface Spoken {
  readonly subject: string
  readonly fields: Fields
}

/** A number is shown to who may read it; a record belongs to no metric. */
export function disclosedBy({ subject }: Pick<Spoken, 'subject'>): readonly Subject[] {
  const metric = /^metric:([^/]+)/.exec(subject)?.[1]
  return metric === undefined ? [] : [`metric:${metric}`]
}

/** Whether somebody may read what it says: its number under their rights of now. One of a metric that is gone is read by nobody. */
export function maySee(spoken: Pick<Spoken, 'subject'>, person: Person, catalogue: Catalogue): boolean {
  return disclosedBy(spoken).every((subject) => {
    const metric = metricOfSubject(catalogue, subject)
    return metric !== null && mayRead(metric, person)
  })
}

/**
 * The hole in which a number would stand in what a playbook makes, where others read it: of what is made, the message alone is kept from
 * those who may not read the number; a handoff or a checklist is not.
 */
export const tellingHole = ({ do: what }: Playbook): string | undefined =>
  what.action === 'message'
    ? undefined
    : holesIn(JSON.stringify(what)).find((one) => one === 'value' || one === 'sentence')

/** How a field of it is read: amounts short, days as people write them, a dash where it states nothing. */
export function shownField({ subject, fields }: Spoken, t: Texts): (name: string) => string {
  const fact = factNames.find((one) => subject.startsWith(`${one}:`))
  return (name) => {
    const value = fields[name] ?? null
    if (value === null) return '–'
    const type = fact && factField(fact, name)?.type
    if (type === 'day') return t.day(value)
    return type === 'money' && fields.currency ? t.money(Number(value), fields.currency, 'short') : value
  }
}

/** What a playbook says of it. What stands in the record is data, whatever it looks like. */
export const sayText = ({ say }: Playbook, spoken: Spoken, t: Texts): Text => textOf(filled(say, shownField(spoken, t)))
