import type { Sql } from 'postgres'
import { connect, type Database } from '../db/connect.js'
import { startEmbedded } from '../db/embedded.js'
import { migrate } from '../db/migrate.js'
import type { Afterwards } from './ending.js'
import { temporaryHome } from './scene.js'

const sizes = [1e5, 1e6, 1e7]
/** What is affordable whenever all benches run. */
export const usualRows = 1e6

/** The sizes that are measured, the smallest first. @param most the largest number of rows */
export function sizesUpTo(most: number): readonly number[] {
  const chosen = sizes.filter((rows) => rows <= most)
  return chosen.length > 0 ? chosen : [most]
}

/** A database on a server of its own, in a folder of its own. */
export interface Desk {
  readonly database: Database
  readonly url: string
  readonly home: string
}

/** An empty one, which is gone afterwards. */
export async function openDesk(afterwards: Afterwards): Promise<Desk> {
  const { home, remove } = temporaryHome()
  afterwards(remove)
  const server = await startEmbedded({ home, log: () => {} })
  afterwards(server.stop)
  const database = connect(server.url, { max: 2 })
  afterwards(database.close)
  await migrate(database)
  return { database, url: server.url, home }
}

/** The first day of eight quarters in which deals close, and the day after them. */
export const quarters = { from: '2024-01-01', to: '2026-01-01' } as const

const columns = [
  ...['id', 'account', 'owner', 'team', 'region', 'product', 'segment', 'lead_source', 'route', 'stage', 'amount'],
  ...['list_amount', 'currency', 'created_on', 'closed_on', 'outcome', 'reason'],
] as const

/** By which the CSV file below is imported. */
export const dealsMapping = {
  source: 'bench',
  label: 'Made rows',
  fact: 'opportunities',
  file: 'deals.csv',
  columns: Object.fromEntries(columns.map((column) => [column, column])),
}

const oneOf = (list: readonly string[], number: string): string =>
  `(array[${list.map((one) => `'${one}'`).join(',')}])[1 + ${number} % ${list.length}]`
/** A number that follows from the row's, and looks as if it did not. */
const any = (salt: number): string => `abs(hashint8(n * 8 + ${salt})::bigint)`

/**
 * Makes deals inside PostgreSQL and writes them as a CRM would export them: two years of closing days, the same rows each time.
 * @param file where the server may write
 */
export async function exportDeals(sql: Sql, rows: number, file: string): Promise<void> {
  await sql.unsafe(`copy (select
    'D-' || n as id, 'Account ' || ${any(0)} % 50000 as account, 'Owner ' || ${any(1)} % 60 as owner,
    ${oneOf(['North', 'South', 'Key accounts', 'Inside'], any(2))} as team,
    ${oneOf(['EMEA', 'Americas', 'APAC', 'Japan'], any(3))} as region, 'Product ' || ${any(4)} % 7 as product,
    ${oneOf(['SMB', 'Mid-market', 'Enterprise', 'Public', 'Startup'], any(5))} as segment,
    ${oneOf(['Website', 'Event', 'Partner', 'Outbound', 'Referral'], any(6))} as lead_source,
    ${oneOf(['direct', 'partner'], any(7))} as route, null::text as stage,
    10 + ${any(9)} % 90000 as amount, 20 + ${any(11)} % 90000 as list_amount, 'EUR' as currency,
    date '${quarters.from}' + (d - ${any(13)} % 90)::int as created_on, date '${quarters.from}' + d::int as closed_on,
    o as outcome, case when o = 'lost' then ${oneOf(['Price', 'Timing', 'Feature', 'Competitor'], any(15))} end as reason
    from generate_series(1::bigint, ${rows}) n
    cross join lateral (select ${any(17)} % 731 as d, ${oneOf(['won', 'lost', 'lost', 'open'], any(19))} as o) as x)
    to '${file}' with (format csv, header true)`)
}

/**
 * Copies the stored opportunities out, in PostgreSQL's own format, and back into a table like theirs. From a file of the server, so
 * that nothing is counted but the server's own work.
 * @returns the seconds that the way back took
 */
export async function bareCopy(sql: Sql, file: string): Promise<number> {
  await sql.unsafe(`copy opportunities to '${file}'`)
  await sql`drop table if exists bench_copied`
  await sql`create table bench_copied (like opportunities including all)`
  await sql`checkpoint`
  const began = performance.now()
  await sql.unsafe(`copy bench_copied from '${file}'`)
  const seconds = (performance.now() - began) / 1000
  await sql`drop table bench_copied`
  return seconds
}
