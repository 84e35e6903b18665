import { fileURLToPath } from 'node:url'
import { connect } from '../../db/connect.js'
import { startEmbedded } from '../../db/embedded.js'
import { migrate } from '../../db/migrate.js'
import { ending } from '../ending.js'
import { say } from '../figures.js'
import { serving } from '../processes.js'
import { cleanEnvironment, temporaryHome } from '../scene.js'
import { beats } from './beats.js'
import { overHttp, withoutPlatform } from './posting.js'
import { questions } from './questions.js'
import { idleToSent } from './waking.js'

/** How many messages go through the outbox, how soon, and what schedules and destinations cost that are not due, or share their numbers. */
export async function delivery(): Promise<boolean> {
  say('delivery')
  return ending(async (afterwards) => {
    const { home, remove } = temporaryHome()
    afterwards(remove)
    const server = await startEmbedded({ home, log: () => {} })
    afterwards(server.stop)
    const database = connect(server.url)
    afterwards(database.close)
    const single = connect(server.url, { max: 1, applicationName: 'drumbeat sender', repeats: true })
    afterwards(single.close)
    await migrate(database)
    const answers = await serving(fileURLToPath(new URL('./answers.js', import.meta.url)), [], cleanEnvironment({}))
    afterwards(answers.stop)
    const held = [
      await overHttp(database, single, answers.url),
      await withoutPlatform(database, single),
      await idleToSent(database, single, answers.url),
      await questions(afterwards),
      await beats(database),
    ]
    return held.every(Boolean)
  })
}
