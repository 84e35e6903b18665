import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandDesk, commandsOf } from '../commands/all.js'
import type { Command } from '../commands/command.js'
import { router } from '../commands/router.js'
import type { Directory } from '../commands/welcome/directory.js'
import type { Founding } from '../commands/welcome/founding.js'
import type { Database } from '../db/connect.js'
import type { Call } from '../src/chat/action.js'
import type { Values } from '../src/chat/form.js'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import { plainLines } from '../src/chat/plain.js'
import { linkAccounts, personByEmail } from '../src/company/store.js'
import type { DropDesk } from '../src/drops/desk.js'
import { currentCatalogue } from '../src/metrics/current.js'
import { logger } from '../src/start/log.js'
import { acmeDatabase, thursday } from './e2e/acme.js'
import { memoryOf } from './memory.js'
import { testSecrecy } from './secrecy.js'

const workspace = 'T0ACME'

/** The way in of the real commands, to the sample company, for its people by their first names; `lines` is the log. */
export interface AcmeDoor extends AsyncDisposable {
  readonly database: Database
  readonly commands: readonly Command[]
  readonly lines: string[]
  /** @param also further commands @param instead other ones in the place of the house's */
  handle(incoming: Incoming, also?: readonly Command[], instead?: ReturnType<typeof commandsOf>): Promise<Reply>
}

export async function acmeDoor(...users: readonly string[]): Promise<AcmeDoor> {
  const database = await acmeDatabase()
  const { db } = database
  for (const user of users) {
    const person = await personByEmail(db, `${user}@acme.example`)
    if (!person) throw new Error(`Nobody in the sample company is called ${user}`)
    await linkAccounts(db, [{ account: { platform: 'slack', workspace, user }, person: person.id }])
  }
  const house = commandsOf(await currentCatalogue(db, thursday), emptyDesk(database))
  const lines: string[] = []
  const log = logger('debug', memoryOf(lines))
  return {
    database,
    commands: house.commands,
    lines,
    handle: (incoming, also = [], { commands, fallback } = house) => {
      const introduce = async () => undefined
      const all = [...commands, ...also]
      return router({
        db,
        now: () => thursday,
        commands: all,
        fallback,
        introduce,
        reached: introduce,
        founding: founded,
        log,
      })(incoming)
    },
    [Symbol.asyncDispose]: () => database.close(),
  }
}

/** For doors of companies that are there already. */
export const founded: Founding = async (_incoming, t) => {
  throw new Error(`There is a company; nobody sets one up in ${t.locale}`)
}

/** For doors through which no file comes, of platforms that know nobody. */
export const emptyDesk = (database: Database): CommandDesk => ({
  drops: noFiles(database),
  directory: nobody,
  secrecy: testSecrecy,
})

export const nobody: Directory = {
  people: async function* () {},
  groups: async function* () {},
  members: async function* () {},
}

const noFiles = (database: Database): DropDesk => ({
  database,
  folder: join(tmpdir(), 'drumbeat-no-files'),
  fetch: async () => ({ kind: 'gone', code: 'no files here' }),
})

let keys = 0
const from = (user: string) => ({
  key: `slack:${workspace}:${++keys}`,
  from: { platform: 'slack', workspace, user } as const,
  at: { platform: 'slack', workspace, kind: 'channel', channel: 'C0REVENUE', thread: null } as const,
  locale: null,
})

/** Somebody types something in #revenue. */
export const says = (user: string, text: string): Incoming => ({ ...from(user), kind: 'words', text })

/** Somebody presses a button in #revenue, whatever it carries. */
export const presses = (user: string, action: string, args: Call['args']): Incoming => ({
  ...from(user),
  kind: 'press',
  call: { action, args, opens: null },
  on: null,
})

/** Somebody sends a form in their direct conversation. */
export const sends = (user: string, action: string, args: Call['args'], values: Values): Incoming => ({
  ...from(user),
  at: { platform: 'slack', workspace, kind: 'direct', channel: user, thread: null },
  kind: 'submit',
  call: { action, args, opens: 'form' },
  values,
})

/** The same button in a form that is submitted, and in one that searches. */
export const submits = (user: string, action: string): readonly Incoming[] => {
  const call = { action, args: {}, opens: null }
  return [
    { ...from(user), kind: 'submit', call, values: {} },
    { ...from(user), kind: 'search', call, field: 'x', text: 'y' },
  ]
}

/** What a reply says. */
export const wordsOf = (reply: Reply): string =>
  reply.kind === 'tell' || reply.kind === 'redraw' ? plainLines(reply.message).join('\n') : reply.kind
