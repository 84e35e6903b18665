import { fileURLToPath } from 'node:url'
import { compare } from './compare.js'
import { ending } from './ending.js'
import { say } from './figures.js'
import { load, slashCommands } from './load.js'
import { serving } from './processes.js'
import { cleanEnvironment, openScene } from './scene.js'

const baseline = fileURLToPath(new URL('./bolt-server.js', import.meta.url))

/**
 * `/drumbeat help` of the running bot against Bolt's own hello-world. Ours checks the signature, knows in which language its
 * reader reads (asked of the database once a minute) and sends the list of commands as blocks; theirs checks the signature and
 * sends the word "hello".
 */
export async function acknowledgement(): Promise<boolean> {
  say('acknowledgement: a signed slash command, until it is acknowledged')
  return ending(async (afterwards) => {
    const scene = await openScene(afterwards)
    const bolt = await serving(baseline, [scene.secret], cleanEnvironment({}))
    afterwards(bolt.stop)
    const ours = load(scene.bot.url, slashCommands([scene.types('nadia', '/drumbeat', 'help')]), 'What I can do')
    const theirs = load(bolt.url, slashCommands([scene.types('nadia', '/hello', '')]), 'hello')
    afterwards(() => Promise.all([ours.close(), theirs.close()]))
    return compare(
      { name: 'Drumbeat, /drumbeat help: the list of commands as blocks', load: ours },
      { name: 'Bolt over its HTTPReceiver, /hello: the word "hello"', load: theirs },
      0.8,
    )
  })
}
