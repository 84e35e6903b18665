import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import type { When } from './model.js'
import * as actions from './prompt-actions.js'
import type { Standing } from './standing.js'
import { promptTemplates } from './templates.js'

/** The prompts there are, each with how far it is and what can be done; templates where there is none. */
export function listCard(list: readonly Standing[], mine: (one: Standing) => boolean, t: Texts): Message {
  if (list.length === 0)
    return { blocks: [{ kind: 'text', text: t.text('feedback.none') }, templateButtons(t)], discloses: [] }
  return { blocks: list.flatMap((one) => standingBlocks(one, mine(one), t)), discloses: [] }
}

/** One prompt, with what can be done about it. @param manages whether the reader may change it */
export function standingCard(one: Standing, manages: boolean, t: Texts): Message {
  return { blocks: standingBlocks(one, manages, t), discloses: [] }
}

/** A button for an empty form and one for each template. */
export function templateButtons(t: Texts): Block {
  const begin = (label: string, template: string | null): Button =>
    pressOf(label, actions.write, { prompt: null, copy: false, template })
  return {
    kind: 'actions',
    buttons: [
      ...promptTemplates().map(({ name, title }) => begin(title, name)),
      begin(t.plain('feedback.new_form'), null),
    ],
  }
}

function standingBlocks({ stored, latest }: Standing, manages: boolean, t: Texts): readonly Block[] {
  const { prompt, state } = stored
  return [
    { kind: 'heading', text: prompt.title },
    { kind: 'text', text: t.text('feedback.when', { ...whenArgs(prompt.when, t), state }) },
    { kind: 'note', text: t.text('feedback.privacy', { privacy: prompt.privacy }) },
    ...(latest
      ? [
          {
            kind: 'progress',
            label: t.plain('feedback.latest', {
              answered: latest.answered,
              invited: latest.invited,
              day: t.day(latest.round.day),
            }),
            done: latest.answered,
            total: latest.invited,
          } as const,
        ]
      : []),
    ...buttonsOf({ stored, latest }, manages, t),
  ]
}

function buttonsOf({ stored, latest }: Standing, manages: boolean, t: Texts): readonly Block[] {
  const named = { prompt: stored.prompt.name }
  const show = latest
    ? [pressOf(t.plain('feedback.show_results'), actions.results, { round: latest.round.id, by: null })]
    : []
  const write = (label: string, copy: boolean) => pressOf(label, actions.write, { ...named, copy, template: null })
  const manage = [
    ...(stored.state === 'active'
      ? [
          pressOf(t.plain('feedback.ask_now'), actions.ask, named),
          pressOf(t.plain('feedback.pause'), actions.pause, named),
        ]
      : [pressOf(t.plain('feedback.resume'), actions.resume, named)]),
    pressOf(t.plain('feedback.preview'), actions.preview, named),
    write(t.plain('feedback.edit'), false),
    write(t.plain('feedback.copy'), true),
  ]
  const buttons = [...show, ...(manages ? manage : [])]
  return buttons.length === 0 ? [] : [{ kind: 'actions', buttons }]
}

function whenArgs(when: When | null, t: Texts) {
  const nothing = { kind: 'manual', day: '', weekday: '', number: 0 }
  if (when === null) return nothing
  if ('on' in when) return { ...nothing, kind: 'once', day: t.day(when.on) }
  if (when.every === 'week')
    return { ...nothing, kind: 'week', weekday: t.plain('feedback.weekday', { day: when.day }) }
  return { ...nothing, kind: when.every, number: when.day }
}
