import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Person } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import { askWords, declineAccess, grantAccess, requestAccess, revokeAccess } from './actions.js'
import type { Metric } from './catalogue.js'

const text = (one: Text): Block => ({ kind: 'text', text: one })
/** With whom a metric is shared, and the way to be one of them. It is the same whether or not there is a number. */
export function closedCard(metric: string, refusal: Text, t: Texts): Message {
  const ask = buttonOf(t.plain('answers.access_request'), callOf(requestAccess, { metric }))
  return { blocks: [text(refusal), { kind: 'actions', buttons: [ask] }], discloses: [] }
}

/** What an owner is asked. @param metrics what is theirs of all that keeps the person from it */
export function wantedCard(metric: Metric, metrics: readonly Metric[], person: Person, t: Texts): Message {
  const { name, label } = metric.definition
  const inputs = metrics.filter((one) => one !== metric).map(({ definition }) => definition.label)
  const args = { metric: name, person: person.id }
  const wanted = text(t.text('answers.access_wanted', { person: person.name, metric: label }))
  const built = text(t.text('answers.access_wanted_inputs', { inputs: t.list(inputs), person: person.name }))
  const buttons = [
    buttonOf(t.plain('answers.access_grant'), callOf(grantAccess, args)),
    buttonOf(t.plain('answers.access_decline'), callOf(declineAccess, args)),
  ]
  return {
    blocks: [wanted, ...(inputs.length > 0 ? [built] : []), { kind: 'actions', buttons }],
    discloses: [],
  }
}

/** What stands in the place of the question when it has been answered. */
export function decidedCard(metric: Metric, person: Person, by: Person, granted: boolean, t: Texts): Message {
  const args = { by: by.name, person: person.name, metric: metric.definition.label }
  const said = t.text(granted ? 'answers.access_granted' : 'answers.access_declined', args)
  return { blocks: [text(said)], discloses: [] }
}

/** What the person hears who asked. @param others who has to agree too */
export function grantedCard(metric: Metric, by: Person, others: readonly string[], t: Texts): Message {
  const { label } = metric.definition
  if (others.length > 0) {
    const args = { by: by.name, metric: label, others: t.list(others) }
    return { blocks: [text(t.text('answers.access_granted_part', args))], discloses: [] }
  }
  const ask = buttonOf(t.plain('metrics.ask'), callOf(askWords, { words: label }))
  const said = text(t.text('answers.access_granted_you', { by: by.name, metric: label }))
  return { blocks: [said, { kind: 'actions', buttons: [ask] }], discloses: [] }
}

export function refusedCard({ definition }: Metric, by: Person, t: Texts): Message {
  const said = t.text('answers.access_declined_you', { by: by.name, metric: definition.label })
  return { blocks: [text(said)], discloses: [] }
}

/** [Take back: Tom], for whoever answers for a metric. */
export function revokeButtons({ definition }: Metric, people: readonly Person[], t: Texts): readonly Button[] {
  const { name, label } = definition
  return people.map((person) => ({
    kind: 'call',
    label: t.plain('answers.access_revoke', { person: person.name }),
    call: callOf(revokeAccess, { metric: name, person: person.id }),
    style: 'normal',
    confirm: {
      title: label,
      text: t.plain('answers.access_revoke_sure', { person: person.name, metric: label }),
      yes: t.plain('answers.access_revoke', { person: person.name }),
      no: t.plain('common.cancel'),
    },
  }))
}
