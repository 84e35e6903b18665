import type { Values } from '../../../chat/form.js'
import { chosenFrom } from '../cards/dialog.js'
import type { InputKind } from '../cards/elements.js'

/**
 * What the inputs of a dialog came back with, by field. Empty and missing ones are null; clients send numbers as text or as
 * numbers. Inputs that the form did not have are dropped: anybody may post any value.
 */
export function valuesFrom(
  sent: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, InputKind>>,
): Values {
  return Object.fromEntries(Object.entries(inputs).map(([name, kind]) => [name, valueFrom(sent[name], kind)]))
}

function valueFrom(sent: unknown, kind: InputKind): Values[string] {
  if (typeof sent === 'number') return kind === 'number' ? sent : String(sent)
  if (typeof sent !== 'string' || sent === '') return kind === 'choices' ? [] : null
  if (kind === 'choices') return [...chosenFrom(sent)]
  if (kind !== 'number') return sent
  const number = Number(sent.replace(',', '.'))
  // What is no number is handed on as typed, so that the room above can say what is wrong with it.
  return Number.isFinite(number) ? number : sent
}
