import type { Call } from '../../../chat/action.js'
import type { Values } from '../../../chat/form.js'
import type { Button } from '../../../chat/message.js'
import { clip } from '../../../chat/text.js'
import * as limits from '../limits.js'
import type { CardAction, Container, Element, Submit } from './elements.js'
import { line, note } from './grid.js'
import { folded, type Pen } from './pen.js'
import { data, webUrl } from './safe.js'

type CallButton = Button & { readonly kind: 'call' }

/**
 * A row of buttons. What asks for confirmation shows its question below the row, with its own yes and no: Teams has no dialog
 * for that. Buttons beyond the row go to the overflow menu, further ones are counted.
 * @param prefix makes the ids of the questions unique within the card
 */
export function buttonElements(buttons: readonly Button[], prefix: string, pen: Pen): readonly Element[] {
  const drawable = buttons.filter((button) => button.kind === 'call' || webUrl(button.url) !== null)
  const shown = drawable.slice(0, limits.BUTTONS)
  const questions: Container[] = []
  const actions = shown.map((button, index): CardAction => {
    const mode = index >= limits.BUTTONS_SHOWN ? ({ mode: 'secondary' } as const) : {}
    if (button.kind === 'link')
      return { type: 'Action.OpenUrl', title: title(button.label), url: webUrl(button.url) ?? '', ...mode }
    if (button.confirm === null) return { ...callAction(button.label, button.call, pen), ...mode }
    const id = `${prefix}-${index}`
    questions.push(question(button, button.confirm, id, pen))
    return { type: 'Action.ToggleVisibility', title: title(button.label), targetElements: [id], ...mode }
  })
  const dead = buttons.filter((button) => !drawable.includes(button))
  const rest = drawable.length - shown.length
  return [
    ...(actions.length > 0 ? [{ type: 'ActionSet', actions } as const] : []),
    ...questions,
    ...dead.map((button) => note(title(button.label))),
    ...(rest > 0 ? [note(folded(rest))] : []),
  ]
}

function question(button: CallButton, confirm: NonNullable<CallButton['confirm']>, id: string, pen: Pen): Container {
  const heading = data(clip(confirm.title, limits.HEADING))
  const text = data(clip(confirm.text, pen.measure.text))
  return {
    type: 'Container',
    id,
    isVisible: false,
    style: 'emphasis',
    items: [
      ...(heading.trim() === '' ? [] : [line(heading, { weight: 'bolder' })]),
      ...(text.trim() === '' ? [] : [line(text)]),
      {
        type: 'ActionSet',
        actions: [
          callAction(confirm.yes, button.call, pen),
          { type: 'Action.ToggleVisibility', title: title(confirm.no), targetElements: [id] },
        ],
      },
    ],
  }
}

/**
 * `Action.Execute` answers within the card. Clients without it fall back to `Action.Submit`, which arrives as a message. A dialog
 * opens only from an `Action.Submit` that asks for it.
 */
function callAction(label: string, call: Call, pen: Pen): CardAction {
  if (call.opens === 'form') return opening(label, call, {}, pen.alone)
  const carried = { drumbeat: { kind: 'call', call, alone: pen.alone, draft: {} } } as const
  return {
    type: 'Action.Execute',
    title: title(label),
    verb: call.action,
    data: carried,
    fallback: { type: 'Action.Submit', title: title(label), data: carried },
  }
}

/** The button that opens a form. `draft` is what the form shall show as already filled in. */
export function opening(label: string, call: Call, draft: Values, alone: boolean): Submit {
  return {
    type: 'Action.Submit',
    title: title(label),
    data: {
      msteams: { type: 'task/fetch' },
      drumbeat: { kind: 'call', call: { ...call, opens: 'form' }, alone, draft },
    },
  }
}

export function title(label: string): string {
  return data(clip(label, limits.BUTTON_TITLE)) || '…'
}
