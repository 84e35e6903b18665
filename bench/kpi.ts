import { fileURLToPath } from 'node:url'
import { connect } from '../db/connect.js'
import { compare } from './compare.js'
import { ending } from './ending.js'
import { say } from './figures.js'
import { load, slashCommands } from './load.js'
import { serving } from './processes.js'
import { cleanEnvironment, openScene } from './scene.js'

const baseline = fileURLToPath(new URL('./bolt-server.js', import.meta.url))

/**
 * `/kpi win rate last quarter` of the running bot, on the sample company's 24 months, against a Bolt command that reads one
 * row by a prepared query over the primary key of 100,000, in the same PostgreSQL. Ours finds out who asks and what, checks
 * their rights, counts won and closed deals of the quarter and of the one before, and sends a card; theirs sends a line.
 */
export async function kpi(): Promise<boolean> {
  say('kpi: a real answer to a signed slash command, in its acknowledgement')
  return ending(async (afterwards) => {
    const scene = await openScene(afterwards)
    await fillDeals(scene.databaseUrl)
    const bolt = await serving(baseline, [scene.secret, scene.databaseUrl], cleanEnvironment({}))
    afterwards(bolt.stop)
    const ours = load(scene.bot.url, slashCommands(scene.types('/kpi', 'win rate last quarter')), 'Win rate')
    const theirs = load(bolt.url, slashCommands(scene.types('/deal', '77777')), 'Deal 77777 is worth')
    afterwards(() => Promise.all([ours.close(), theirs.close()]))
    return compare(
      { name: 'Drumbeat, /kpi win rate last quarter: asker, rights, question, numbers, card', load: ours },
      { name: 'Bolt over its HTTPReceiver, /deal: one prepared query over an index', load: theirs },
      0.5,
    )
  })
}

/** The baseline's table. */
export async function fillDeals(databaseUrl: string): Promise<void> {
  const { sql, close } = connect(databaseUrl, { max: 1 })
  try {
    await sql`create table bench_deals (id integer primary key, name text not null, amount integer not null)`
    await sql`insert into bench_deals select n, 'Deal ' || n, n * 7 from generate_series(1, 100000) n`
    await sql`vacuum analyze bench_deals`
  } finally {
    await close()
  }
}
