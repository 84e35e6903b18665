import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import type { Post } from '../../playground/model.js'
import { playground, type TestPlayground } from '../playground.js'
import { acmeDatabase, acmeReady } from './acme.js'
import { built, type Clone, clone } from './clone.js'
import { environmentOf, postJson, tell } from './house.js'
import { run, type Started, start } from './process.js'

let copy: Clone
let cli: string
let cwd: string
beforeAll(() => {
  copy = clone('pointed at')
  cli = built(copy)
  cwd = mkdtempSync(join(tmpdir(), 'drumbeat-process-'))
})
beforeAll(acmeReady)
afterAll(() => {
  copy.remove()
  rmSync(cwd, { recursive: true })
})

/** A playground and a database, between which processes of the bot come and go. */
async function town() {
  const [play, database] = await Promise.all([playground(), acmeDatabase()])
  // Processes live by the machine's own day, on which the sample's digests and checklists are none of these tests' business.
  await database.sql`update schedules set state = 'paused'`
  await database.sql`delete from deliveries`
  return {
    play,
    database,
    [Symbol.asyncDispose]: async () => {
      await play.stop()
      await database.close()
    },
  }
}

async function startBot(play: TestPlayground, database: Database): Promise<Started & { readonly url: string }> {
  const bot = start(process.execPath, [cli, 'start'], { cwd, env: environmentOf(play, database) })
  const [, url = ''] = await bot.until(/listens on (http:\S+?)\. /)
  await tell(play, 'bot', { url })
  return { ...bot, url }
}

/** Keeps every query on the deals waiting until it is let go. */
async function holdDeals({ sql }: Database): Promise<{ letGo(): Promise<void> }> {
  const session = await sql.reserve()
  await session`begin`
  await session`lock table opportunities in access exclusive mode`
  return {
    letGo: async () => {
      await session`commit`
      session.release()
    },
  }
}

const unanswered = async ({ sql }: Database): Promise<number> => {
  const [row] = await sql`select count(*)::int as open from inbox where answered_at is null`
  return Number(row?.open)
}

/** The answers to the one question of these tests, wherever they stand. */
const answers = (play: TestPlayground): readonly Post[] =>
  play.world.posts().filter(({ author, text }) => author.kind === 'bot' && text.includes('Win rate, 2025'))

test('what was acknowledged before a kill -9 is answered once by the next process', async () => {
  await using scene = await town()
  const { play, database } = scene
  const maya = play.as('maya', 'slack')
  const omar = play.as('omar', 'teams')
  const deals = await holdDeals(database)
  await using killed = await startBot(play, database)

  const [{ posts = [] }] = await Promise.all([
    maya.command({ channel: '#revenue', text: '/kpi win rate 2025' }),
    maya.mention({ channel: '#sales', text: 'win rate 2025' }),
    omar.message({ text: 'kpi win rate 2025' }),
  ])
  expect(posts.map(({ text, onlyFor }) => ({ text, onlyFor }))).toEqual([
    { text: 'On it – the answer follows.', onlyFor: 'maya' },
  ])
  await expect.poll(() => unanswered(database), { interval: 20 }).toBe(3)
  killed.signal('SIGKILL')
  expect(await killed.end()).toBe('SIGKILL')
  await deals.letGo()
  expect(answers(play)).toEqual([])

  // The minute that was the dead process's to answer in is over.
  await database.sql`update inbox set lease_until = now() - interval '1 second'`
  await using next = await startBot(play, database)
  await maya.waitForPost({ channel: '#revenue', text: 'Win rate, 2025' })
  await maya.waitForPost({ channel: '#sales', text: 'Win rate, 2025' })
  await omar.waitForPost({ channel: 'direct', text: 'Win rate, 2025' })
  await expect.poll(() => unanswered(database), { interval: 20 }).toBe(0)
  expect(
    answers(play)
      .map(({ onlyFor, platform }) => `${platform} ${onlyFor}`)
      .sort(),
  ).toEqual(['slack maya', 'slack maya', 'teams null'])
  next.signal('SIGTERM')
  expect(await next.end()).toBe(0)
  expect(answers(play)).toHaveLength(3)
})

test('SIGTERM lets what is under way be answered, takes nothing new, and ends with 0', async () => {
  await using scene = await town()
  const { play, database } = scene
  const maya = play.as('maya', 'slack')
  await using bot = await startBot(play, database)
  const deals = await holdDeals(database)
  await maya.command({ channel: '#revenue', text: '/kpi win rate 2025' })
  bot.signal('SIGTERM')
  await bot.until(/Stopping/)
  const { status } = await maya.command({ channel: '#revenue', text: '/drumbeat help' })
  expect(status).toBe('failed')
  expect(answers(play)).toEqual([])
  await deals.letGo()
  await maya.waitForPost({ channel: '#revenue', text: 'Win rate, 2025' })
  expect(await bot.end()).toBe(0)
  expect(await unanswered(database)).toBe(0)
  const left = await database.sql`
    select application_name from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
    and application_name = 'drumbeat sender'`
  expect(left).toEqual([])
})

test('a command that is interrupted as soon as its database runs ends in order, and leaves none running', async () => {
  const home = mkdtempSync(join(tmpdir(), 'drumbeat-home-'))
  // As root the server runs as somebody else, who has to pass.
  chmodSync(home, 0o711)
  try {
    const pidFile = join(home, 'postgres/data/postmaster.pid')
    await using command = start(process.execPath, [cli, 'apply', join(copy.folder, 'samples'), '--yes'], {
      cwd,
      env: { DRUMBEAT_HOME: home },
    })
    await expect.poll(() => existsSync(pidFile), { interval: 5 }).toBe(true)
    command.signal('SIGINT')
    const code = await command.end()
    // It may have been done by then.
    expect(command.said()).toMatch(code === 0 ? /Applied/ : /Stopped before it had finished\./)
    expect(existsSync(pidFile)).toBe(false)
  } finally {
    rmSync(home, { recursive: true })
  }
})

test('the clock can be moved only where the environment says so, which production refuses', async () => {
  await using scene = await town()
  const env = environmentOf(scene.play, scene.database)
  const { code, said } = await run(cli, ['start'], { cwd, env: { ...env, NODE_ENV: 'production' } })
  expect(code).toBe(1)
  expect(said).toContain('DRUMBEAT_MOVABLE_CLOCK must not be set with NODE_ENV=production')
  const { DRUMBEAT_MOVABLE_CLOCK: _, ...fixed } = env
  await using bot = start(process.execPath, [cli, 'start'], { cwd, env: fixed })
  const [, url = ''] = await bot.until(/listens on (http:\S+?)\. /)
  await expect(postJson(`${url}/__clock`, { now: '2030-01-01T00:00:00Z' })).rejects.toThrow('404')
})

test('without credentials, start says which variables are missing and where each value is found', async () => {
  const { code, said } = await run(cli, ['start'], { cwd })
  expect(code).toBe(1)
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'TEAMS_APP_ID', 'TEAMS_APP_SECRET'])
    expect(said).toMatch(new RegExp(`${name} +\\S+`))
  expect(said).toContain('npm run demo')
  expect(said).not.toContain('    at ')
})

test('start lists everything that is wrong with its environment at once, and shows no secret', async () => {
  const env = { PORT: 'ninety', SLACK_BOT_TOKEN: 'xoxp-secret', TEAMS_APP_ID: 'an-app', DATABASE_URL: 'mysql://root' }
  const { code, said } = await run(cli, ['start'], { cwd, env })
  expect(code).toBe(1)
  for (const part of [
    'PORT is "ninety"',
    'begins with xoxb-',
    'SLACK_SIGNING_SECRET',
    'TEAMS_APP_SECRET',
    'DATABASE_URL',
  ])
    expect(said).toContain(part)
  expect(said).not.toContain('secret\n')
  expect(said).not.toContain('xoxp-secret')
})
