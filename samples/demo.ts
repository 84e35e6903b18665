// `npm run demo`: the sample company on a local Slack and a local Teams, from nothing to its first digest. It drives Drumbeat
// from outside, by its command line and over the wire, as a company would.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { loadConfig } from '../playground/config.js'
import type { Post } from '../playground/model.js'
import { type Playground, startPlayground } from '../playground/server.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const cli = join(here, '../src/cli.js')
const home = resolve('.drumbeat/demo')
/** Where the playground is found unless something else is there. */
const usualPort = 4321
/** The digest has to stand in both places within this many milliseconds, or the demo says what went wrong. */
const patience = 30_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Runs one command of Drumbeat to its end. @throws Error with what it printed if it fails */
async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = drumbeat(args, env)
  const said: string[] = []
  child.stdout.on('data', (chunk) => said.push(String(chunk)))
  child.stderr.on('data', (chunk) => said.push(String(chunk)))
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  running.delete(child)
  if (code !== 0) throw new Error(`drumbeat ${args.join(' ')} failed:\n${said.join('')}`)
  // A command that did several things says them apart; of each the first line is enough here.
  for (const part of said.join('').trim().split('\n\n')) {
    const [summary] = part.split('\n')
    if (summary) say(`  ${summary}`)
  }
}

/** Everything this demo started, so that Ctrl-C can end it. Each runs in a group of its own: Ctrl-C must reach it only once. */
const running = new Set<ChildProcess>()
/** Whether it was asked to end: from then on nothing more is started. */
let stopping = false

/** @throws Error when the demo is ending: what was started now would outlive it */
function drumbeat(args: readonly string[], env: NodeJS.ProcessEnv) {
  if (stopping) throw new Error('the demo is ending')
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  running.add(child)
  return child
}

async function startBot(env: NodeJS.ProcessEnv): Promise<void> {
  const child = drumbeat(['start'], env)
  const said: string[] = []
  await new Promise<void>((ready, failed) => {
    child.stderr.on('data', (chunk) => said.push(String(chunk)))
    child.stdout.on('data', (chunk) => {
      said.push(String(chunk))
      if (said.join('').includes('Drumbeat listens on')) ready()
    })
    child.once('exit', (code) => {
      running.delete(child)
      failed(new Error(`the bot ended with ${code}:\n${said.join('')}`))
    })
  })
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** What the bot is told of its surroundings: the playground in the place of Slack and of Microsoft. */
function environment(playground: Playground, port: number): NodeJS.ProcessEnv {
  const { slack, teams } = playground.config
  const { DATABASE_URL: _, ...inherited } = process.env
  return {
    ...inherited,
    DRUMBEAT_HOME: home,
    DRUMBEAT_MOVABLE_CLOCK: '1',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'warn',
    NODE_ENV: 'development',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: `${playground.url}/slack/api/`,
    TEAMS_APP_ID: teams.appId,
    TEAMS_APP_SECRET: teams.appPassword,
    TEAMS_TENANT_ID: teams.tenant,
    TEAMS_LOGIN_URL: `${playground.url}/teams/login`,
  }
}

/** What the sample's digest is called: nothing else that the bot posts says it. */
const digestTitle = 'Weekly revenue beat'

async function digestIn(playground: Playground, platform: Post['platform']): Promise<Post> {
  const found = (): Post | undefined =>
    playground.world
      .posts(platform)
      .find(
        (post) =>
          post.author.kind === 'bot' && post.onlyFor === null && JSON.stringify(post.body).includes(digestTitle),
      )
  return new Promise((arrived, failed) => {
    const timer = setTimeout(
      () => failed(new Error(`no digest arrived in ${platform} within ${patience / 1000} s`)),
      patience,
    )
    const look = (): void => {
      const post = found()
      if (!post) return
      clearTimeout(timer)
      stop()
      arrived(post)
    }
    const stop = playground.world.subscribe(look)
    look()
  })
}

async function stopAll(playground: Playground | null): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((ended) => {
          child.once('exit', () => ended())
          child.kill('SIGTERM')
        }),
    ),
  )
  await playground?.stop()
}

/** The usual address, so that a bookmark and what the bot remembers of Teams stay right; any other if that one is taken. */
async function openPlayground(): Promise<Playground> {
  const config = loadConfig(join(here, 'playground.yaml'))
  const options = { page: join(here, '../playground/static') }
  try {
    return await startPlayground({ ...config, port: usualPort }, options)
  } catch {
    return startPlayground({ ...config, port: 0 }, options)
  }
}

async function demo(): Promise<void> {
  let playground: Playground | null = null
  const stop = (code: number): void => {
    if (stopping) process.exit(1)
    stopping = true
    say('\nStopping …')
    void stopAll(playground).then(() => process.exit(code))
  }
  process.on('SIGINT', () => stop(0))
  process.on('SIGTERM', () => stop(0))
  try {
    playground = await openPlayground()
    say(`The playground is at ${playground.url} already; Drumbeat joins in a moment.\n`)
    const port = await freePort()
    const env = environment(playground, port)
    await prepare(env)
    await startBot(env)
    playground.bot.set(`http://127.0.0.1:${port}`)
    await playground.platforms.teams.announce?.()
    await firstDigest(playground)
  } catch (error) {
    if (stopping) return
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    stop(1)
  }
}

/** One command for all: starting a process takes longer than most of these imports. */
const imported = [
  ...['crm', 'billing', 'stages', 'leads', 'spend', 'renewals', 'invoices', 'cash', 'quotas', 'forecasts', 'surveys'],
  ...['employees', 'rates', 'entered'],
]

/** @throws Error when the files cannot be written */
function writeExports(folder: string, asOf: string): Promise<void> {
  const worker = new Worker(new URL('./export.js', import.meta.url), { workerData: { folder, asOf } })
  return new Promise((written, failed) => {
    worker.once('error', failed)
    worker.once('exit', () => written())
  })
}

/** The company, its people, its digest and two years of its facts. */
async function prepare(env: NodeJS.ProcessEnv): Promise<void> {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date())
  const exported = join(home, 'exported')
  mkdirSync(exported, { recursive: true })
  say('Setting up Acme Cloud, the sample company:')
  await writeExports(exported, today)
  await run(['apply', here, '--yes'], env)
  const mappings = [...imported.map((name) => `acme-${name}`), 'contracts'].map((name) =>
    join(here, 'mappings', `${name}.yaml`),
  )
  await run(['import', ...mappings, '--from', exported], env)
}

async function firstDigest(playground: Playground): Promise<void> {
  await playground.platforms.slack.acts.command({
    person: 'nadia',
    channel: 'revenue',
    text: '/digest send weekly-revenue',
  })
  const posts = [await digestIn(playground, 'slack'), await digestIn(playground, 'teams')]
  for (const post of posts) {
    const channel = playground.world.channel(post.platform, post.channel)?.name ?? post.channel
    say(`\n${post.platform === 'slack' ? 'Slack #' : 'Teams, '}${channel}`)
    say(
      post.text
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n'),
    )
  }
  say(`\nOpen ${playground.url} to look around: type /kpi win rate last quarter by region. Ctrl-C stops everything.`)
}

await demo()
