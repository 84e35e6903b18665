import type { Action } from '../src/chat/action.js'
import type { Option, Values } from '../src/chat/form.js'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import type { Place, PostRef } from '../src/chat/place.js'
import type { Context } from '../src/company/context.js'
import type { Person } from '../src/company/model.js'
import { Refusal } from '../src/locales/refusal.js'

/** Somebody asks something at some place; `on` is the message whose button was pressed. */
export interface Asking extends Context {
  readonly by: Person
  readonly at: Place
  readonly on: PostRef | null
}

/** What a button or a form of a capability does, bound by its command. */
export interface Handlers<A> {
  readonly press?: (args: A, asking: Asking) => Promise<Reply>
  readonly submit?: (args: A, values: Values, asking: Asking) => Promise<Reply>
  readonly search?: (args: A, field: string, text: string, asking: Asking) => Promise<readonly Option[]>
}

/** An action with its handlers, its argument type forgotten: the router checks arguments by the action's own schema. */
export interface Binding {
  readonly id: string
  readonly press: ((args: unknown, asking: Asking) => Promise<Reply>) | null
  readonly submit: ((args: unknown, values: Values, asking: Asking) => Promise<Reply>) | null
  readonly search: ((args: unknown, field: string, text: string, asking: Asking) => Promise<readonly Option[]>) | null
}

/**
 * Binds a declared action to what it does. Arguments come back from the platform as plain JSON and are parsed here, so a
 * handler never meets a shape that its action did not declare.
 * @throws z.ZodError from the bound function when the arguments of an old or forged button do not fit
 */
export function bind<A>(action: Action<A>, handlers: Handlers<A>): Binding {
  const { press, submit, search } = handlers
  const parse = (args: unknown): A => action.args.parse(args)
  return {
    id: action.id,
    press: press ? (args, asking) => press(parse(args), asking) : null,
    submit: submit ? (args, values, asking) => submit(parse(args), values, asking) : null,
    search: search ? (args, field, text, asking) => search(parse(args), field, text, asking) : null,
  }
}

/** Files, with the words beside them. */
export type Shared = Pick<Extract<Incoming, { kind: 'files' }>, 'text' | 'files'>

/** One command word (`kpi`): what its words do, and the buttons and forms behind it. */
export interface Command {
  readonly name: string
  /** Answers the words typed after the command's name. */
  words(text: string, asking: Asking): Promise<Reply>
  /** Takes files that somebody shared with the bot; one command at most does. */
  files?(shared: Shared, asking: Asking): Promise<Reply>
  readonly bindings: readonly Binding[]
}

/**
 * Lets the people of the company pass: a guest learns nothing of what runs in it, not even what it is called.
 * @throws Refusal for somebody from outside
 */
export function requireInsider({ by }: Asking): void {
  if (by.outsider) throw new Refusal('company.outsider')
}
