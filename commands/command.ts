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
  /** Whether nothing that comes in by it may be written down beside the person. */
  readonly untraced: boolean
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
    untraced: action.untraced === true,
  }
}

/** Tells what somebody does without their name, which must not be kept beside them, from everything else. */
export function untracedBy(commands: readonly Command[]): (incoming: Incoming) => boolean {
  const ids = new Set(commands.flatMap(({ bindings }) => bindings.flatMap((one) => (one.untraced ? [one.id] : []))))
  return (incoming) => 'call' in incoming && ids.has(incoming.call.action)
}

/** Files, with the words beside them. */
export type Shared = Pick<Extract<Incoming, { kind: 'files' }>, 'text' | 'files'>

/** One command word (`kpi`): what its words do, and the buttons and forms behind it. */
export interface Command {
  readonly name: string
  /** Answers the words typed after the command's name. */
  words(text: string, asking: Asking): Promise<Reply>
  /** Takes files that somebody shared with the bot; null leaves them to the commands after it. */
  files?(shared: Shared, asking: Asking): Promise<Reply | null>
  readonly bindings: readonly Binding[]
}

/**
 * Lets the people of the company pass: a guest learns nothing of what runs in it, not even what it is called.
 * @throws Refusal for somebody from outside
 */
export function requireInsider({ by }: Asking): void {
  if (by.outsider) throw new Refusal('company.outsider')
}

/** A command of the company's own people, with all that is behind its buttons. */
export function inside(command: Command): Command {
  const { words, files, bindings } = command
  return {
    ...command,
    words: async (text, asking) => words(text, passing(asking)),
    ...(files && { files: async (shared: Shared, asking: Asking) => files(shared, passing(asking)) }),
    bindings: bindings.map(insideBinding),
  }
}

/** A guest presses in vain: a button in a shared channel opens nothing for them, not even a form. */
export function insideBinding({ press, submit, search, ...rest }: Binding): Binding {
  return {
    ...rest,
    press: press && (async (args, asking) => press(args, passing(asking))),
    submit: submit && (async (args, values, asking) => submit(args, values, passing(asking))),
    search: search && (async (args, field, text, asking) => search(args, field, text, passing(asking))),
  }
}

/** @throws Refusal for somebody from outside */
function passing(asking: Asking): Asking {
  requireInsider(asking)
  return asking
}
