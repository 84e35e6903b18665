import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, type TestContext, test } from 'vitest'
import { z } from 'zod'
import { canPass } from '../../db/embedded/account.js'
import { visitor } from '../embedded.js'
import { clone } from './clone.js'
import { alive, descendants, start } from './process.js'

/** Long enough for a machine that is busy with other things; by itself the demo takes a few seconds. In milliseconds. */
const patience = 60_000
/** A test that ran out of its own time could not end what it started. */
const wholeTest = 2 * patience
const isRoot = process.getuid?.() === 0

/** A clone with its packages, in a folder that only its owner may enter; removed in the end, and what was kept elsewhere with it. */
function closedClone(owner: number | undefined) {
  const copy = clone('own')
  const home = join(copy.folder, 'home')
  mkdirSync(home)
  if (owner !== undefined) for (const folder of [copy.folder, home]) chownSync(folder, owner, owner)
  chmodSync(copy.folder, 0o700)
  const cluster = (): string => {
    const signpost = join(copy.folder, '.drumbeat/demo/postgres-is-in')
    return existsSync(signpost) ? readFileSync(signpost, 'utf8').trim() : join(copy.folder, '.drumbeat/demo/postgres')
  }
  return {
    folder: copy.folder,
    home,
    cluster,
    [Symbol.dispose]: () => {
      for (const path of [cluster(), `${cluster()}-binaries`]) rmSync(path, { recursive: true, force: true })
      copy.remove()
    },
  }
}

const world = z.object({ bot: z.string() })

/** Whether anything listens there. */
const listens = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    (error: Error) => (error.cause as { code?: string } | undefined)?.code !== 'ECONNREFUSED',
  )

/** The digest as it was printed for a place, line by line. */
function printed(said: string, place: string): readonly string[] {
  const [, lines = ''] = new RegExp(`^${place}\\n((?: {2}.*\\n)+)`, 'm').exec(said) ?? []
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => line.trim())
}

async function demoReachesItsDigest(owner: number | undefined): Promise<void> {
  using copy = closedClone(owner)
  await using demo = start('npm', ['run', 'demo'], {
    ...{ cwd: copy.folder, group: true, patience, env: { HOME: copy.home, npm_config_update_notifier: 'false' } },
    ...(owner !== undefined && { uid: owner }),
  })
  const [, early = ''] = await demo.until(/The playground is at (http:\S+) already/)
  expect(await (await fetch(early)).text()).toContain('<html')
  expect(await (await fetch(`${early}/control/world`)).json()).toMatchObject({ bot: null })
  const [, page = ''] = await demo.until(/Open (http:\S+) to look around/)
  const slack = printed(demo.said(), 'Slack #revenue')
  expect(slack[0]).toBe('Weekly revenue beat')
  expect(slack[1]).toMatch(/^Win rate, this quarter: /)
  expect(slack.length).toBeGreaterThan(6)
  expect(printed(demo.said(), 'Teams, Finance')).toEqual(slack)
  expect(await (await fetch(page)).text()).toContain('<html')

  const { bot } = world.parse(await (await fetch(`${page}/control/world`)).json())
  const postgres = readFileSync(join(copy.cluster(), 'data/postmaster.pid'), 'utf8').split('\n')[3]
  const everything = [page, bot, `http://127.0.0.1:${postgres}`]
  const processes = descendants(demo.pid)
  expect(processes.length).toBeGreaterThan(4)
  expect(await Promise.all(everything.map(listens))).toEqual([true, true, true])

  demo.signal('SIGINT')
  await demo.end()
  await expect.poll(() => alive(processes)).toEqual([])
  expect(await Promise.all(everything.map(listens))).toEqual([false, false, false])
}

test(
  'npm run demo, by root in a clone that nobody else may enter, reaches its digest and leaves nothing running',
  async (context) => {
    if (!isRoot) context.skip('only root can try what happens to root')
    await demoReachesItsDigest(undefined)
  },
  wholeTest,
)

test(
  'npm run demo, by an ordinary user, reaches its digest and leaves nothing running',
  async (context) => {
    await demoReachesItsDigest(ordinaryUser(context))
  },
  wholeTest,
)

/** This user, or as root another one, if that one can start this Node. */
function ordinaryUser(context: TestContext): number | undefined {
  if (!isRoot) return undefined
  if (!canPass(visitor, dirname(process.execPath))) context.skip('no other user can reach this Node')
  return visitor.uid
}
