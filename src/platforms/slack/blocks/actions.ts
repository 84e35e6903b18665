import type { ActionsBlock, Button as SlackButton } from '@slack/types'
import { assertNever } from '../../../chat/assert-never.js'
import type { Button } from '../../../chat/message.js'
import { buttonIds } from '../calls.js'
import { LIMITS } from '../limits.js'
import { plainText } from './kit.js'
import { webUrl } from './rich.js'

/** Hands out a number per button, so that no two of a message share an id. */
export interface Counter {
  next(): number
}

export function counter(): Counter {
  let last = -1
  return {
    next: () => {
      last += 1
      return last
    },
  }
}

/** The buttons as Slack draws them; a link that is not of the web is left out, because it cannot be made safe. */
export function buttonsOf(buttons: readonly Button[], count: Counter): readonly SlackButton[] {
  return buttons.flatMap((button) => buttonOf(button, count.next()) ?? [])
}

/** As many rows of buttons as are needed. */
export function rowsOf(buttons: readonly SlackButton[]): readonly ActionsBlock[] {
  const rows: ActionsBlock[] = []
  for (let from = 0; from < buttons.length; from += LIMITS.actions)
    rows.push({ type: 'actions', elements: buttons.slice(from, from + LIMITS.actions) })
  return rows
}

function buttonOf(button: Button, index: number): SlackButton | null {
  const text = plainText(button.label, LIMITS.button.text)
  switch (button.kind) {
    case 'link': {
      const url = webUrl(button.url)
      return url === null ? null : { type: 'button', text, url, action_id: `link#${index}` }
    }
    case 'call':
      return {
        type: 'button',
        text,
        ...buttonIds(button.call, index),
        ...(button.style === 'normal' ? {} : { style: button.style }),
        ...(button.confirm === null ? {} : { confirm: confirmOf(button.confirm) }),
      }
    default:
      return assertNever(button)
  }
}

type Confirm = NonNullable<Extract<Button, { kind: 'call' }>['confirm']>

function confirmOf(confirm: Confirm): NonNullable<SlackButton['confirm']> {
  return {
    title: plainText(confirm.title, LIMITS.confirm.title),
    text: plainText(confirm.text, LIMITS.confirm.text),
    confirm: plainText(confirm.yes, LIMITS.confirm.button),
    deny: plainText(confirm.no, LIMITS.confirm.button),
  }
}
