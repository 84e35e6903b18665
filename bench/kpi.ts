import { fileURLToPath } from 'node:url'
import { connect } from '../db/connect.js'
import { compare } from './compare.js'
import { ending } from './ending.js'
import { say } from './figures.js'
import { load, slashCommands, type Typing } from './load.js'
import { serving } from './processes.js'
import { cleanEnvironment, openScene, type Scene } from './scene.js'

const baseline = fileURLToPath(new URL('./bolt-server.js', import.meta.url))
/** Stands on a button under every number, and under nothing else. */
const answered = 'About this number'

const readers = ['nadia', 'maya', 'omar', 'ioana', 'kenji', 'lena', 'tom']
const questions = [
  'win rate last quarter',
  'deals won last quarter by region',
  'won revenue this year',
  'average deal last quarter',
  'sales cycle this year',
  'open pipeline',
  'deals created last month',
  'win rate last quarter for EMEA',
]

/**
 * `/kpi` of the running bot, on the sample company's 24 months, against a Bolt command that reads one row by a prepared query
 * over the primary key of 100,000, in the same PostgreSQL. Ours finds out who asks and what, checks their rights, counts in the
 * rows of two periods, and sends a card; theirs sends a line. First everybody asks the same, which is then counted for all who
 * wait for it; then everybody asks something else, where nothing can be shared and nothing has been promised.
 */
export async function kpi(): Promise<boolean> {
  say('kpi: a real answer to a signed slash command, in its acknowledgement')
  return ending(async (afterwards) => {
    const scene = await openScene(afterwards)
    await fillDeals(scene.databaseUrl)
    const bolt = await serving(baseline, [scene.secret, scene.databaseUrl], cleanEnvironment({}))
    afterwards(bolt.stop)
    const theirs = load(bolt.url, slashCommands([scene.types('nadia', '/deal', '77777')]), 'Deal 77777 is worth')
    const same = load(scene.bot.url, slashCommands([scene.types('nadia', '/kpi', 'win rate last quarter')]), answered)
    const others = load(scene.bot.url, slashCommands(everything(scene)), answered)
    afterwards(() => Promise.all([same.close(), others.close(), theirs.close()]))
    const bare = { name: 'Bolt over its HTTPReceiver, /deal: one prepared query over an index', load: theirs }
    const holds = await compare({ name: 'Drumbeat, /kpi win rate last quarter', load: same }, bare, 0.5)
    const mixed = `Drumbeat, /kpi with ${questions.length} questions of ${readers.length} people in turn`
    return (await compare({ name: mixed, load: others }, bare, null)) && holds
  })
}

/** Every question of every reader. */
function everything(scene: Scene): readonly Typing[] {
  return questions.flatMap((question) => readers.map((reader) => scene.types(reader, '/kpi', question)))
}

/** The baseline's table. */
async function fillDeals(databaseUrl: string): Promise<void> {
  const { sql, close } = connect(databaseUrl, { max: 1 })
  try {
    await sql`create table bench_deals (id integer primary key, name text not null, amount integer not null)`
    await sql`insert into bench_deals select n, 'Deal ' || n, n * 7 from generate_series(1, 100000) n`
    await sql`vacuum analyze bench_deals`
  } finally {
    await close()
  }
}
