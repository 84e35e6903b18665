import type { Town } from './town.js'

/** What became of everything that was due. */
export interface Verdict {
  readonly slots: number
  readonly outcomes: Readonly<Record<string, number>>
  /** Slots without an outcome. */
  readonly open: number
  readonly deliveries: number
  /** Said to be sent, and not to be seen; or neither sent nor unknown. */
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly unknown: number
  /** Unknown ones that stand in Slack's outbox: Slack can always be asked. */
  readonly unknownInSlack: readonly string[]
  /** Unknown ones whose owner was not told. */
  readonly unreported: readonly string[]
  readonly cards: number
  /** Cards that do not show what is. */
  readonly stale: readonly string[]
}

interface Row {
  readonly key: string
  readonly platform: string
  readonly state: string
  readonly slot: string | null
}

/** Compares what the database says with what stands in the channels. */
export async function judge({ database, playground }: Town): Promise<Verdict> {
  const { sql } = database
  const slots = await sql<{ state: string }[]>`select state from slots`
  // What the runs posted: their cards' edits are judged by what the cards show, and what else the bot says by nobody.
  const rows = await sql<Row[]>`
    select key, platform, state, slot from deliveries where slot is not null order by id`
  const texts = playground.world.posts().map((post) => post.text)
  const seen = (text: string): number => texts.filter((one) => one.includes(text)).length
  const counted = rows.map((row) => ({ ...row, count: seen(shown(row.key)) }))
  const unknown = counted.filter((row) => row.state === 'unknown')
  const told = new Set(
    (
      await sql<
        { key: string }[]
      >`select key from deliveries where key like 'trouble:%' and state in ('sent', 'unknown')`
    ).map((row) => row.key),
  )
  const name = ({ key, platform, state, count }: Row & { count: number }) =>
    `${platform} ${key}: ${state}, ${count} seen`
  const cards = rows.filter((row) => row.key.endsWith(':card') && row.state === 'sent')
  return {
    slots: slots.length,
    outcomes: tally(slots.map((slot) => slot.state)),
    open: slots.filter((slot) => ['claimed', 'composed'].includes(slot.state)).length,
    deliveries: rows.length,
    lost: counted.filter((row) => (row.state === 'sent' ? row.count === 0 : row.state !== 'unknown')).map(name),
    doubled: counted.filter((row) => row.count > 1).map(name),
    unknown: unknown.length,
    unknownInSlack: unknown.filter((row) => row.platform === 'slack').map(name),
    unreported: unknown.filter((row) => !told.has(`trouble:slot:${row.slot}`)).map(name),
    cards: cards.length,
    stale: await staleCards(sql, cards, seen),
  }
}

/** How a delivery is recognised on the screen. */
const shown = (key: string): string =>
  key.endsWith(':card') ? `tally ${key.slice(0, -':card'.length)} shows` : `post ${key}.`

async function staleCards(
  sql: Town['database']['sql'],
  cards: readonly Row[],
  seen: (text: string) => number,
): Promise<readonly string[]> {
  const presses = await sql<{ name: string; count: number }[]>`
    select name, count(*)::int as count from faults_presses group by name`
  const counts = new Map(presses.map((row) => [row.name, row.count]))
  return cards.flatMap(({ key }) => {
    const name = key.slice(0, -':card'.length)
    const right = `tally ${name} shows ${counts.get(name) ?? 0}.`
    return seen(right) === 1 ? [] : [`${key} should read "${right}"`]
  })
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** What is promised, each in words, and what breaks it. */
export function promises(
  verdict: Verdict,
): readonly { readonly promise: string; readonly broken: readonly string[] }[] {
  const { open, lost, doubled, unknownInSlack, unreported, stale } = verdict
  return [
    { promise: 'every slot has an outcome', broken: open === 0 ? [] : [`${open} slots have none`] },
    { promise: 'no message is lost', broken: lost },
    { promise: 'no message stands twice', broken: doubled },
    { promise: 'of every message in Slack it is known whether it was posted', broken: unknownInSlack },
    { promise: 'of every message in Teams of which that is not known, the owner has heard', broken: unreported },
    { promise: 'every live card shows things as they stand', broken: stale },
  ]
}
