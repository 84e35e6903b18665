import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../db/connect.js'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import { plainLines } from '../src/chat/plain.js'
import { linkAccounts, saveCompany, savePeople } from '../src/company/store.js'
import { addressOf, noteTrouble } from '../src/company/trouble-store.js'
import { catalogueWith, acme as company, now } from '../src/metrics/testing/acme.js'
import { emptyDesk, founded } from '../test/acme-door.js'
import { personOf } from '../test/context.js'
import { testDatabase } from '../test/database.js'
import { commandsOf } from './all.js'
import { router } from './router.js'

let database: Database
let handle: (incoming: Incoming) => Promise<Reply>
let reached: () => Promise<void> = async () => {}
const failures: object[] = []

beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  await saveCompany(db, company)
  const ids = await savePeople(db, [personOf()])
  const id = ids.get('nadia@acme.example') ?? 0
  await linkAccounts(db, [{ account: { platform: 'slack', workspace: 'T1', user: 'U1' }, person: id }])
  handle = router({
    db,
    now: () => now,
    ...commandsOf(catalogueWith(), emptyDesk(database)),
    introduce: async () => {},
    reached: () => reached(),
    founding: founded,
    log: { error: (fields) => failures.push(fields) },
  })
})
afterAll(() => database.close())

async function answerTo(text: string, user = 'U1'): Promise<string> {
  const from = { platform: 'slack', workspace: 'T1', user } as const
  const at = { platform: 'slack', workspace: 'T1', kind: 'direct', channel: user, thread: null } as const
  const reply = await handle({ kind: 'words', key: `test:${text}`, from, at, locale: null, text })
  if (reply.kind !== 'tell') throw new Error(`"${text}" was answered with ${reply.kind}`)
  return plainLines(reply.message).join('\n')
}

it.each(['', 'help', ' Help ', '/help', 'help me please', 'drumbeat', 'drumbeat help', '/drumbeat help'])(
  'the words "%s" ask for help',
  async (text) => {
    const help = await answerTo(text)
    expect(help).toContain('/kpi list')
    expect(help).toContain('/drumbeat help')
  },
)

it.each(['helpdesk tickets last quarter', 'help-desk tickets', 'drumbeats'])(
  'the words "%s" do not ask for help',
  async (text) => {
    expect(await answerTo(text)).not.toContain('What I can do')
  },
)

it('help is told to nobody whom the company does not know', async () => {
  expect(await answerTo('help', 'U9')).not.toContain('What I can do')
})

it('who has left is asked of the database for every question, whatever was remembered for help', async () => {
  const { db } = database
  expect(await answerTo('kpi list')).toContain('Win rate')
  expect(await answerTo('help')).toContain('What I can do')
  await savePeople(db, [personOf({ active: false })])
  expect(await answerTo('kpi list')).not.toContain('Win rate')
  await savePeople(db, [personOf()])
  expect(await answerTo('kpi list')).toContain('Win rate')
  expect(failures).toEqual([])
})

it('who was out of reach is answered, whether or not it could be noted that they are back', async () => {
  await noteTrouble(database.db, addressOf({ platform: 'slack', workspace: 'T1', user: 'U1' }), 'bot removed', now)
  const error = new Error('an owner could not be told')
  reached = () => Promise.reject(error)
  expect(await answerTo('kpi list')).toContain('Win rate')
  expect(failures).toEqual([{ error }])
})
