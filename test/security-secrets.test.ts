import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type Database } from '../db/connect.js'
import { installationsIn } from '../src/company/standing.js'
import { logger } from '../src/start/log.js'
import { keyOf, vault } from '../src/start/secrets.js'
import { context } from './context.js'
import { testDatabase } from './database.js'
import { LocalTeams } from './local-teams.js'
import { memoryOf } from './memory.js'
import { SECRET, startBot as startSlack } from './slack/bot.js'
import { activityOf, startBot as startTeams } from './teams.js'

const slack = { botToken: 'xoxb-1-abcdef', botId: 'B1', botUserId: 'UBOT' }
const key = Buffer.alloc(32, 7)
const { now } = context({} as Database['db'])
const machine = () => now

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const lines: string[] = []
const log = logger('debug', memoryOf(lines))
beforeEach(() => {
  lines.length = 0
})

/** Every row of every table, as text. */
async function dump(): Promise<string> {
  const tables = await database.sql<{ name: string }[]>`
    select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`
  const rows = await Promise.all(
    tables.map(({ name }) => database.sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`)),
  )
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n')
}

/** What somebody who has the dump could read in it: as it stands, and behind every base64 in it. */
function readable(text: string): string {
  const decoded = [...text.matchAll(/[\w+/]{16,}={0,2}/g)].map(([one]) => Buffer.from(one, 'base64').toString('latin1'))
  return [text, ...decoded].join('\n')
}

describe('tokens at rest (Slack Marketplace review)', () => {
  test('stand in no table of a dump, and come back with the key', async () => {
    const installations = installationsIn(database.db, vault(key), machine)
    await installations.put('slack', 'T1', slack)
    await installations.put('slack', 'T1', { ...slack, botToken: 'xoxb-2-abcdef' })
    const text = readable(await dump())
    expect(text).toContain('T1')
    expect(text).not.toMatch(/xox|abcdef|UBOT|botToken/)
    expect(await installations.get('slack', 'T1')).toEqual({ ...slack, botToken: 'xoxb-2-abcdef' })
    await installations.remove('slack', 'T1')
    expect(await installations.get('slack', 'T1')).toBeNull()
    expect(await dump()).not.toContain('T1')
  })

  test('cannot be opened with another key, or after a bit of them was changed', () => {
    const sealed = vault(key).seal(JSON.stringify(slack))
    expect(() => vault(Buffer.alloc(32, 8)).open(sealed)).toThrow()
    const bytes = Buffer.from(sealed, 'base64')
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => vault(key).open(changed.toString('base64')), `byte ${at}`).toThrow()
    }
    for (const length of [0, 1, 12, 20, 28, bytes.length - 1])
      expect(() => vault(key).open(bytes.subarray(0, length).toString('base64')), `${length} bytes`).toThrow()
  })

  test('are never sealed twice the same way', () => {
    const sealed = Array.from({ length: 100 }, () => vault(key).seal('the same'))
    expect(new Set(sealed).size).toBe(100)
    expect(new Set(sealed.map((one) => Buffer.from(one, 'base64').subarray(0, 12).toString('hex'))).size).toBe(100)
  })

  test('have a key that only its owner can read, made once, and never replaced by another', () => {
    const home = mkdtempSync(join(tmpdir(), 'drumbeat-key-'))
    try {
      const made = keyOf(null, home)
      expect(made).toHaveLength(32)
      expect(keyOf(null, home)).toEqual(made)
      expect(statSync(join(home, 'key')).mode & 0o777).toBe(0o600)
      expect(keyOf(key, home)).toEqual(key)
      writeFileSync(join(home, 'key'), 'too short')
      expect(() => keyOf(null, home)).toThrow(/does not hold a key/)
      expect(readFileSync(join(home, 'key'), 'utf8')).toBe('too short')
    } finally {
      rmSync(home, { recursive: true })
    }
  })
})

describe('what is logged when something fails (ASVS 16.2.5)', () => {
  const typed = 'how much does Ioana earn'
  const secrets = new RegExp(`xox|${typed}|${SECRET}|bot-token|app-secret|eyJ`)
  /** As it fails in a verb: the statement, with what was typed among its values. */
  const away = connect('postgres://drumbeat:db-password@127.0.0.1:1/x')
  const fails = () => away.db.execute<never>(sql`insert into inbox values (${typed})`)
  afterAll(() => away.close())

  test('on Slack: neither a token nor what was typed, whichever way it was said', async () => {
    const bot = await startSlack({ log })
    try {
      bot.door.onHandle = async () => fails().then(() => ({ kind: 'done' }))
      bot.door.onKeep = async () => fails().then(() => 'kept')
      await bot.command({ text: typed })
      await bot.event({ type: 'app_mention', user: 'U1', text: `<@UBOT> ${typed}`, channel: 'C1', ts: '5.1' })
      await bot.interact({ type: 'shortcut', callback_id: typed })
      await bot.post(`payload=${encodeURIComponent(typed)}`, {})
    } finally {
      await bot.stop()
    }
    expect(lines.length).toBeGreaterThanOrEqual(3)
    expect(lines.filter((line) => /xox|8f742231b10e/.test(line))).toEqual([])
    expect(lines.filter((line) => line.includes(typed))).toEqual([])
    expect(lines.join('')).not.toContain('db-password')
  })

  test('on Teams: neither a token nor what was typed, whichever way it was said', async () => {
    const teams = await LocalTeams.start()
    const bot = await startTeams(teams, { log })
    try {
      bot.door.answers = async () => fails().then(() => ({ kind: 'done' }))
      bot.door.keeps = async () => fails().then(() => 'kept')
      await bot.post(activityOf(teams, { text: typed }))
      await bot.post(
        activityOf(teams, { type: 'invoke', name: 'composeExtension/query', id: '2', value: { text: typed } }),
      )
      await bot.post(activityOf(teams, { id: '4', text: typed }), `Bearer ${typed}`)
      await bot.post(activityOf(teams, { id: '5', text: typed }), `Bearer ${await teams.token({ aud: 'another' })}`)
    } finally {
      await bot.stop()
      await teams.stop()
    }
    expect(lines.length).toBeGreaterThanOrEqual(3)
    expect(lines.filter((line) => secrets.test(line))).toEqual([])
  })
})
