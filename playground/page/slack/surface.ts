import { type Signal, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext, useEffect } from 'preact/hooks'
import type { ActResult } from '../../acts.js'
import type { App } from '../app.js'
import type { Choice } from '../ui/option.js'
import { words } from '../words.js'
import { type Answer, type Answers, initialAnswer, wireValue } from './answers.js'
import type { FieldElement } from './schema/elements.js'
import type { Confirmation } from './schema/objects.js'

/** Where blocks stand: a message, a modal or the bot's Home. Holds what is filled in there, and takes what is done there. */
export interface Surface {
  readonly kind: 'message' | 'modal' | 'home'
  /** Tells the server where the control is. */
  readonly where: Readonly<Record<string, unknown>>
  readonly answers: Signal<Answers>
  /** The control that waits for the bot, by key. */
  readonly busy: Signal<string | null>
  /** By block id, action id or label, whatever the bot or the client named. */
  readonly errors: Signal<Readonly<Record<string, string>>>
  /** The fields that stand on the surface now, by key; filled while drawing. */
  readonly fields: Map<string, PlacedField>
}

/** A field in its place: `name` is what the server knows it by. */
export interface PlacedField {
  readonly key: string
  readonly name: string
  readonly element: FieldElement
  /** Fields of an input block may be required; others never are. */
  readonly optional: boolean
}

/** What every drawn field is given. */
export interface FieldProps {
  readonly field: PlacedField
  readonly label: string
  readonly id?: string
  readonly describedBy?: string | undefined
  readonly invalid?: boolean
  /** What is filled in goes to the bot at once, not with the form. */
  readonly immediate?: boolean
}

export function createSurface(kind: Surface['kind'], where: Surface['where']): Surface {
  return { kind, where, answers: signal({}), busy: signal(null), errors: signal({}), fields: new Map() }
}

export const SurfaceContext = createContext<Surface | null>(null)

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext)
  if (surface === null) throw new Error('This block stands on no surface.')
  return surface
}

/** Makes a field known to its surface for as long as it stands there. */
export function usePlaced(field: PlacedField): PlacedField {
  const surface = useSurface()
  surface.fields.set(field.key, field)
  useEffect(() => () => void surface.fields.delete(field.key), [field.key])
  return field
}

/** The words for an id of a person or a channel. */
function nameOfId(app: App, id: string): string {
  const person = app.data.people.value.find((one) => one.slack === id)
  const channel = app.data.channels.value.find((one) => one.id === id)
  return person?.name ?? (channel === undefined ? id : channelTitle(channel))
}

export function channelTitle(channel: { readonly kind: string; readonly name: string }): string {
  return channel.kind === 'channel' ? `#${channel.name}` : channel.name
}

export function answerOf(app: App, surface: Surface, field: PlacedField): Answer {
  return surface.answers.value[field.key] ?? initialAnswer(field.element, (id) => nameOfId(app, id))
}

export function setAnswer(surface: Surface, field: PlacedField, answer: Answer): void {
  surface.answers.value = { ...surface.answers.peek(), [field.key]: answer }
  const { [field.name]: _, ...others } = surface.errors.peek()
  surface.errors.value = others
}

/** Everything filled in on a surface, by the names that the server knows. */
export function valuesOf(app: App, surface: Surface): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...surface.fields.values()].map((field) => [field.name, wireValue(field.element, answerOf(app, surface, field))]),
  )
}

/** Asks first where the element wants that, then does it. Null where the person said no or nothing came back. */
export async function actOn(
  app: App,
  surface: Surface,
  control: { readonly key: string; readonly confirm?: Confirmation | undefined },
  name: 'press' | 'choose',
  args: Readonly<Record<string, unknown>>,
): Promise<ActResult | null> {
  if (surface.busy.peek() !== null || !(await confirmed(app, control.confirm))) return null
  surface.busy.value = control.key
  try {
    const sure = control.confirm === undefined ? {} : { confirm: true }
    return await app.session.act(name, 'slack', { ...surface.where, ...args, ...sure })
  } finally {
    surface.busy.value = null
  }
}

async function confirmed(app: App, confirm: Confirmation | undefined): Promise<boolean> {
  if (confirm === undefined) return true
  return app.session.ask({
    title: confirm.title?.text ?? words.form.confirmTitle,
    text: confirm.text.text,
    yes: confirm.confirm?.text ?? words.form.confirmYes,
    no: confirm.deny?.text ?? words.form.confirmNo,
    danger: confirm.style === 'danger',
  })
}

/** Asks the bot for options while somebody types. */
export async function searchOn(app: App, surface: Surface, field: string, text: string): Promise<readonly Choice[]> {
  const result = await app.session.act('search', 'slack', { ...surface.where, field, text })
  return result?.options ?? []
}
