import { z } from 'zod'
import type { Call } from '../../chat/action.js'
import { LIMITS } from './limits.js'

/**
 * How a call travels in a button: the action in `action_id`, behind a word that says whether a form must open, and the
 * arguments in `value`. The number at the end keeps ids unique within a message, as Slack demands, when one action stands
 * in several buttons.
 */
export interface ButtonIds {
  readonly action_id: string
  readonly value: string
}

const pattern = /^(call|form):(.+)#\d+$/s

/** Throws when the action's name or the arguments are longer than a button can carry: a fault of the card, not of the data. */
export function buttonIds(call: Call, index: number): ButtonIds {
  const action_id = `${call.opens === 'form' ? 'form' : 'call'}:${call.action}#${index}`
  const value = asciiJson(call.args)
  if (action_id.length > LIMITS.id)
    throw new Error(
      `The action name "${call.action}" does not fit a Slack button: shorten it to ${LIMITS.id - 12} characters.`,
    )
  if (value.length > LIMITS.button.value)
    throw new Error(
      `The arguments of "${call.action}" take ${value.length} characters as JSON; a Slack button carries ${LIMITS.button.value}: pass an id instead of the data.`,
    )
  return { action_id, value }
}

/** The call that a pressed button carries, or null when the button is not one of ours (a link, an older format). */
export function callOfButton(actionId: string, value: string | undefined): Call | null {
  const match = pattern.exec(actionId)
  if (match === null) return null
  const args = parseJson(value ?? 'null')
  if (args === undefined) return null
  return { action: match[2] ?? '', args, opens: match[1] === 'form' ? 'form' : null }
}

/**
 * JSON without the characters that Slack escapes on its way back (`&`, `<`, `>`): as \u escapes they are the same JSON, and
 * nothing can be decoded twice.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)
}

const json = z.json()

/** Parsed JSON, or undefined for what is not JSON. */
export function parseJson(value: string): z.infer<typeof json> | undefined {
  try {
    return json.parse(JSON.parse(value))
  } catch {
    return undefined
  }
}
