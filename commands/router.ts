import { randomUUID } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { ZodError } from 'zod'
import type { Db } from '../db/connect.js'
import { assertNever } from '../src/chat/assert-never.js'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import type { Message } from '../src/chat/message.js'
import type { Account } from '../src/chat/place.js'
import { type Asker, askerOf } from '../src/company/asker.js'
import { Refusal } from '../src/locales/refusal.js'
import { type Texts, textsFor } from '../src/locales/texts.js'
import type { Asking, Binding, Command } from './command.js'
import { helpOf } from './help.js'
import { readers } from './readers.js'
import { tell } from './tell.js'
import type { Founding } from './welcome/founding.js'
import { asksForHelp, readWords, suggestion } from './words.js'

export interface RouterDesk {
  readonly db: Db
  /** The business clock. */
  readonly now: () => Temporal.Instant
  readonly commands: readonly Command[]
  /** The command that gets words which name no command: a question is the commonest thing to ask. */
  readonly fallback: Command
  /** Somebody wrote whom nobody has introduced: matches the platform's directory with the people. */
  readonly introduce: (incoming: Incoming) => Promise<void>
  /** Somebody speaks in their own conversation with the bot, where nothing could be brought to them: they can be reached again. */
  readonly reached: (account: Account) => Promise<void>
  /** Answers everybody while there is no company. */
  readonly founding: Founding
  readonly log: { error(fields: object, text: string): void }
}

/**
 * The one way in for people: whatever they do on whichever platform goes through here to the command that owns it.
 * @returns a handler that never rejects for what a person did; the database being away is the only reason for it to reject
 */
export function router(desk: RouterDesk): (incoming: Incoming) => Promise<Reply> {
  const bindings = new Map<string, Binding>(
    [...desk.commands.flatMap((command) => command.bindings), suggestion(desk.commands, desk.fallback)].map((one) => [
      one.id,
      one,
    ]),
  )
  const help = helpOf(desk.commands)
  const known = readers()
  return async (incoming) => {
    const reader = incoming.kind === 'words' && asksForHelp(incoming.text) ? known.of(incoming.from) : null
    if (reader) return { kind: 'tell', message: help(reader) }
    const asker = await knownAsker(incoming, desk)
    const t = textsFor(
      asker?.person?.locale ?? incoming.locale ?? asker?.company.locale ?? 'en',
      asker?.person?.zone ?? asker?.company.zone ?? 'UTC',
    )
    if (!asker) return desk.founding(incoming, t).catch((error: unknown) => apology(error, incoming, t, desk))
    if (!asker.person) return tell(t.text('company.stranger'))
    if (asker.outOfReach && incoming.at.kind === 'direct') await reachedAgain(incoming.from, desk)
    known.remember(incoming.from, t)
    const asking: Asking = {
      db: desk.db,
      now: desk.now(),
      by: asker.person,
      t,
      cause: incoming.key,
      company: asker.company,
      at: incoming.at,
      on: incoming.kind === 'press' ? incoming.on : null,
    }
    try {
      return await dispatch(incoming, asking, bindings, help, desk)
    } catch (error) {
      return apology(error, incoming, t, desk)
    }
  }
}

async function knownAsker(incoming: Incoming, desk: RouterDesk): Promise<Asker | null> {
  const asker = await askerOf(desk.db, incoming.from)
  if (asker === null || asker.person) return asker
  await desk.introduce(incoming)
  return askerOf(desk.db, incoming.from)
}

/** What somebody says is answered even if it cannot be noted that they are back: it is tried again the next time they speak. */
async function reachedAgain(account: Account, desk: RouterDesk): Promise<void> {
  try {
    await desk.reached(account)
  } catch (error) {
    desk.log.error({ error }, 'It could not be noted that somebody can be reached again')
  }
}

async function dispatch(
  incoming: Incoming,
  asking: Asking,
  bindings: ReadonlyMap<string, Binding>,
  help: (t: Texts) => Message,
  desk: RouterDesk,
): Promise<Reply> {
  switch (incoming.kind) {
    case 'words':
      return readWords(incoming.text, asking, desk.commands, desk.fallback)
    case 'press': {
      const press = bindings.get(incoming.call.action)?.press
      return press ? press(incoming.call.args, asking) : tell(asking.t.text('errors.old_button'))
    }
    case 'submit': {
      const submit = bindings.get(incoming.call.action)?.submit
      return submit ? submit(incoming.call.args, incoming.values, asking) : tell(asking.t.text('errors.old_button'))
    }
    case 'search': {
      const search = bindings.get(incoming.call.action)?.search
      const options = search ? await search(incoming.call.args, incoming.field, incoming.text, asking) : []
      return { kind: 'options', options }
    }
    case 'home':
      return { kind: 'home', message: help(asking.t) }
    case 'files': {
      for (const command of desk.commands) {
        const taken = await command.files?.(incoming, asking)
        if (taken) return taken
      }
      return readWords(incoming.text, asking, desk.commands, desk.fallback)
    }
    default:
      return assertNever(incoming)
  }
}

/** What went wrong, in words for the person and in full for the log; a stack trace is for nobody in a chat. */
function apology(error: unknown, incoming: Incoming, t: Texts, desk: RouterDesk): Reply {
  if (error instanceof Refusal) return tell(t.text(error.key, error.args))
  if (error instanceof ZodError && incoming.kind !== 'words') return tell(t.text('errors.old_button'))
  const incident = randomUUID().slice(0, 8)
  desk.log.error({ incident, kind: incoming.kind, error }, 'A command failed')
  return tell(t.text('errors.unexpected', { incident }))
}
