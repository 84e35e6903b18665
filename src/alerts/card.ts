import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import { askWords } from '../metrics/actions.js'
import type { Definition } from '../metrics/definition.js'
import { periodName, type Standpoint } from '../metrics/period-label.js'
import type { Question } from '../metrics/question.js'
import { scopeOf } from '../metrics/scope.js'
import { subjectOf } from '../metrics/visibility.js'
import * as actions from './actions.js'
import { readCondition } from './model.js'
import { conditionText, type Said, sentence } from './sentence.js'
import type { Alert, Stored } from './store.js'

/** As many numbers have a button of their own under a message. */
const mostButtons = 3
/** More follows than these are counted. */
const mostListed = 15

/** Everything that is told in one place at one moment. @param names who follows it there; empty in somebody's own conversation */
export function alertMessage(said: readonly Said[], names: readonly string[], at: Standpoint): Message {
  const { t } = at
  const lines = said.map((one): Block => {
    return { kind: 'text', text: sentence(one, at), discloses: [subjectOf(one.question.metric)] }
  })
  const discloses = [...new Set(said.map(({ question }) => subjectOf(question.metric)))]
  const why = t.text('alerts.why', { count: said.length, names: names.length === 0 ? 'none' : t.list(names) })
  const shown = said.slice(0, mostButtons).map((one) => showButton(one, said.length > 1, at))
  return {
    blocks: [...lines, { kind: 'note', text: why, discloses }, { kind: 'actions', buttons: [...shown, listButton(t)] }],
    discloses,
  }
}

/** [Show]: the number as it is by now, with where it comes from. */
export function showButton(
  { definition, question }: Pick<Said, 'definition' | 'question'>,
  several: boolean,
  at: Standpoint,
): Button {
  const { t } = at
  const label = several
    ? t.plain('alerts.show_one', { metric: scopeOf({ definition, question }, t) })
    : t.plain('alerts.show')
  const button = buttonOf(label, callOf(askWords, { words: wordsOf(question, definition, at) }))
  return { ...button, discloses: [subjectOf(question.metric)] }
}

/** The question as somebody would type it. */
function wordsOf({ period, where, by }: Question, { name }: Definition, at: Standpoint): string {
  const filters = where.flatMap(({ dimension, values }) => values.map((value) => `${dimension}="${value}"`))
  return [name, periodName(period, at), ...filters, ...(by === null ? [] : [`by ${by}`])].join(' ')
}

const listButton = (t: Texts): Button => buttonOf(t.plain('alerts.list'), callOf(actions.list, {}))

const stopButton = ({ id }: Stored, t: Texts): Button =>
  buttonOf(t.plain('alerts.stop'), callOf(actions.stop, { follow: id }))

/** A follow with what there is to say of it in a list. */
export interface Listed {
  readonly stored: Stored
  readonly definition: Definition
  readonly question: Question
  readonly last: Alert | null
}

/**
 * What somebody follows, each with when it speaks, what it said last, and how to end it.
 * @param gone what cannot be looked at any more, because its metric or dimension is gone
 */
export function followsCard(
  all: readonly Listed[],
  gone: readonly Stored[],
  currency: string,
  at: Standpoint,
): Message {
  const { t } = at
  if (all.length === 0 && gone.length === 0)
    return { blocks: [{ kind: 'text', text: t.text('alerts.none') }], discloses: [] }
  const shown = all.slice(0, mostListed)
  const more = all.length - shown.length
  return {
    blocks: [
      { kind: 'heading', text: t.plain('alerts.title') },
      ...shown.flatMap((one): readonly Block[] => [
        { kind: 'text', text: followText(one, currency, at), discloses: [subjectOf(one.question.metric)] },
        {
          kind: 'actions',
          buttons: [
            stopButton(one.stored, t),
            ...(one.last
              ? [buttonOf(t.plain('alerts.history'), callOf(actions.history, { follow: one.stored.id }))]
              : []),
          ],
        },
      ]),
      ...(more > 0 ? [{ kind: 'note', text: t.text('alerts.more', { count: more }) } as const] : []),
      ...gone.slice(0, mostListed).flatMap((one): readonly Block[] => [
        { kind: 'text', text: t.text('alerts.gone', { metric: one.follow.metric }) },
        { kind: 'actions', buttons: [stopButton(one, t)] },
      ]),
    ],
    discloses: [...new Set(shown.map(({ question }) => subjectOf(question.metric)))],
  }
}

/** What is followed, when it is told, and to whom. */
function followText({ stored, definition, question, last }: Listed, currency: string, at: Standpoint): Text {
  const { t } = at
  const { to, as, often, by, when } = stored.follow
  const condition = readCondition(when) ?? { kind: 'target' }
  return t.text('alerts.follow', {
    metric: scopeOf({ definition, question }, t),
    period: periodName(question.period, at),
    by: by ?? 'none',
    when: conditionText(condition, definition, currency, at),
    to: 'place' in to ? to.place : '',
    as: 'place' in to ? 'place' : as.replace(' ', '_'),
    often: often.replace(' ', '_'),
    last: last ? t.moment(last.at) : 'none',
  })
}

/** What a follow has told, the latest first: each with its numbers and when. */
export function historyMessage(
  title: Text,
  told: readonly (Said & { readonly at: Alert['at'] })[],
  at: Standpoint,
): Message {
  const { t } = at
  const blocks = told.map((one): Block => {
    return { kind: 'text', text: t.text('alerts.told_at', { when: one.at, said: sentence(one, at) }) }
  })
  const discloses = [...new Set(told.map(({ question }) => subjectOf(question.metric)))]
  return { blocks: [{ kind: 'text', text: title }, ...blocks], discloses }
}
