import type { Asking, Command } from '../commands/command.js'
import { kpiCommand } from '../commands/kpi.js'
import type { Database } from '../db/connect.js'
import type { Values } from '../src/chat/form.js'
import type { Reply } from '../src/chat/incoming.js'
import type { Button, Message } from '../src/chat/message.js'
import { type Place, place } from '../src/chat/place.js'
import { plainLines } from '../src/chat/plain.js'
import { applyCompany } from '../src/company/apply.js'
import { companyFile } from '../src/company/file.js'
import type { Person } from '../src/company/model.js'
import { linkAccounts, personByEmail } from '../src/company/store.js'
import { textsFor } from '../src/locales/texts.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { acme, now } from '../src/metrics/testing/acme.js'
import { testDatabase } from './database.js'

const people = [
  { name: 'Maya Okafor', email: 'maya@acme.example', department: 'sales', role: 'leader' },
  { name: 'Tom Reyes', email: 'tom@acme.example', department: 'sales' },
  { name: 'Omar Haddad', email: 'omar@acme.example', department: 'finance', role: 'leader' },
  { name: 'Ioana Marin', email: 'ioana@acme.example', department: 'marketing', role: 'leader' },
  { name: 'Nadia Petrova', email: 'nadia@acme.example', role: 'revops' },
  { name: 'Gus Hall', email: 'gus@acme.example', guest: true },
]

const places = [
  { name: 'general', channel: 'C0GENERAL', audience: { company: true } },
  { name: 'finance', channel: 'C0FINANCE', audience: { departments: ['finance'] } },
  { name: 'partners', channel: 'C0PARTNERS', audience: { departments: ['finance'], outsiders: true } },
]

const company = companyFile.parse({
  company: { name: 'Acme Cloud', zone: acme.zone, currency: acme.currency },
  departments: ['sales', 'finance', 'marketing', 'customer_success'].map((key) => ({
    key,
    label: key,
    ...(['sales', 'finance', 'marketing'].includes(key)
      ? { leader: people.find((one) => one.department === key && one.role === 'leader')?.email }
      : {}),
  })),
  people,
  places: places.map((one) => ({ ...one, platform: 'slack', workspace: 'T1' })),
})

/** A person's short name: `maya`. */
export type Who = 'maya' | 'tom' | 'omar' | 'ioana' | 'nadia' | 'gus'

/** The command for numbers, with people who type and press. */
export interface KpiDoor extends AsyncDisposable {
  readonly database: Database
  person(who: Who): Promise<Person>
  asking(who: Who, at?: Place): Promise<Asking>
  say(who: Who, text: string, at?: Place): Promise<Reply>
  press(who: Who, from: Message, label: string, at?: Place): Promise<Reply>
  submit(who: Who, form: Reply, values: Values): Promise<Reply>
  /** What waits to be posted: to whom, and its lines. */
  posted(): Promise<readonly { to: string; key: string; message: Message; lines: readonly string[] }[]>
}

/** A channel of the company by the end of its id: `GENERAL`. */
export const channel = (name: string, thread: string | null = null): Place =>
  place.parse({ platform: 'slack', workspace: 'T1', kind: 'channel', channel: `C0${name}`, thread })

const direct = (who: Who): Place =>
  place.parse({ platform: 'slack', workspace: 'T1', kind: 'direct', channel: `U-${who}`, thread: null })

/** @param catalogueFor the metrics, once the company is there */
export async function kpiDoor(catalogueFor: (database: Database) => Promise<Catalogue>): Promise<KpiDoor> {
  const database = await testDatabase()
  await applyCompany(database.db, company)
  const person = async (who: Who): Promise<Person> => {
    const found = await personByEmail(database.db, `${who}@acme.example`)
    if (!found) throw new Error(`${who} is not in the company`)
    return found
  }
  for (const { email } of people) {
    const user = `U-${email.split('@')[0]}`
    const found = await personByEmail(database.db, email)
    if (found)
      await linkAccounts(database.db, [{ account: { platform: 'slack', workspace: 'T1', user }, person: found.id }])
  }
  const command = kpiCommand(await catalogueFor(database))
  let count = 0
  const asking = async (who: Who, at: Place = direct(who)): Promise<Asking> => {
    count += 1
    const by = await person(who)
    return {
      db: database.db,
      now,
      by,
      t: textsFor('en', acme.zone),
      cause: `cause-${count}`,
      company: acme,
      at,
      on: null,
    }
  }
  return {
    database,
    person,
    asking,
    say: async (who, text, at) => command.words(text, await asking(who, at)),
    press: async (who, from, label, at) => pressed(command, from, label, await asking(who, at)),
    submit: async (who, form, values) => submitted(command, form, values, await asking(who)),
    posted: async () => {
      const rows = await database.sql<{ key: string; channel: string; message: Message }[]>`
        select key, channel, message from deliveries order by id`
      return rows.map(({ key, channel: to, message }) => ({ key, to, message, lines: plainLines(message) }))
    },
    [Symbol.asyncDispose]: () => database.close(),
  }
}

/** The message of a reply. @throws Error for a reply that is none */
export function messageOf(reply: Reply): Message {
  if (reply.kind !== 'tell' && reply.kind !== 'redraw') throw new Error(`the reply is a ${reply.kind}`)
  return reply.message
}

/** The lines of a reply, as they are read. */
export const linesOf = (reply: Reply): readonly string[] => plainLines(messageOf(reply))

/** The labels of a message's buttons. */
export const labelsOf = (message: Message): readonly string[] => buttonsOf(message).map(({ label }) => label)

const buttonsOf = (message: Message): readonly Button[] =>
  message.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : []))

/** What travels to a platform and back is JSON. */
const travelled = (args: unknown): unknown => JSON.parse(JSON.stringify(args))

async function pressed(command: Command, from: Message, label: string, asking: Asking): Promise<Reply> {
  const button = buttonsOf(from).find((one) => one.label === label)
  const binding = button?.kind === 'call' ? command.bindings.find(({ id }) => id === button.call.action) : undefined
  if (button?.kind !== 'call' || !binding?.press)
    throw new Error(`no button "${label}" among ${labelsOf(from).join(', ')}`)
  return binding.press(travelled(button.call.args), asking)
}

async function submitted(command: Command, reply: Reply, values: Values, asking: Asking): Promise<Reply> {
  if (reply.kind !== 'form') throw new Error(`the reply is a ${reply.kind}, and no form`)
  const { call } = reply.form
  const submit = command.bindings.find(({ id }) => id === call.action)?.submit
  if (!submit) throw new Error(`nothing takes the form of ${call.action}`)
  return submit(travelled(call.args), values, asking)
}
