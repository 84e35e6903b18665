import { startEmbedded } from '../db/embedded.js'
import { ending } from './ending.js'
import { say, spread } from './figures.js'
import { cli, finished } from './processes.js'
import { furnish, openScene } from './scene.js'

const times = 5
/** Milliseconds in which the embedded server has to be there when its data exists already. */
const promised = 1_000
const question = ['ask', 'win rate last quarter']

/**
 * How long people wait before anything happens: the embedded PostgreSQL when its data exists already, `drumbeat ask` as a whole
 * process, and `drumbeat start` until it listens.
 */
export async function start(): Promise<boolean> {
  say('start: milliseconds')
  const holds = await ending(async (afterwards) => {
    const { home, env, stopServer } = await furnish(afterwards)
    report('  drumbeat ask, the database running', await repeated(() => finished(cli, question, env)))
    await stopServer()
    const servers = await repeated(async () => {
      const server = await startEmbedded({ home, log: () => {} })
      return server.stop
    })
    report('  embedded PostgreSQL, second start', servers)
    report(
      '  drumbeat ask, the database started for it and stopped',
      await repeated(() => finished(cli, question, env)),
    )
    const slowest = Math.max(...servers)
    say(`  second start promised under ${promised}: ${slowest < promised ? 'holds' : 'DOES NOT HOLD'}`)
    return slowest < promised
  })
  await ending(async (afterwards) =>
    report('  drumbeat start until it listens', [(await openScene(afterwards)).started]),
  )
  return holds
}

/** How long something takes, several times over; what it returns is called afterwards, and not counted. */
async function repeated(work: () => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = []
  for (let time = 0; time < times; time++) {
    const began = performance.now()
    const after = await work()
    taken.push(performance.now() - began)
    if (typeof after === 'function') await after()
  }
  return taken
}

const report = (what: string, taken: readonly number[]): void => say(`${what}: ${spread(taken, 0)}`)
