import { setTimeout as pause } from 'node:timers/promises'
import { Temporal } from 'temporal-polyfill'
import type { Place } from '../src/chat/place.js'
import type { Context } from '../src/company/context.js'
import { companyOf, linkAccounts, saveCompany, savePeople } from '../src/company/store.js'
import { refresh } from '../src/deliveries/live.js'
import { textsFor } from '../src/locales/texts.js'
import { judge, type Verdict } from './judge.js'
import { patiently } from './patient.js'
import { plan, type Run } from './plan.js'
import { openTown, scale, type Town } from './town.js'
import { meet } from './trouble.js'

export interface Campaign {
  readonly runs: number
  readonly seed: number
  /** The built `faults/bot.js`. */
  readonly script: string
  /** The description of the sample company's playground. */
  readonly sample: string
  readonly say: (line: string) => void
  /** Ends the campaign early, and all that it started. */
  readonly end: AbortSignal
}

export interface Report extends Verdict {
  readonly runs: number
  readonly seed: number
  /** Runs whose trouble found somebody to strike. */
  readonly struck: number
  /** Processes that ended by themselves, and were started again. */
  readonly ended: number
  readonly seconds: number
}

/** The processes, by their users in the database. */
const names = ['bot1', 'bot2', 'bot3']
/** So many slots may be open at once while the next run begins: what one run leaves behind meets the trouble of the next. */
const together = 8
/** When nothing has ended for so long, something hangs. */
const hanging = 60_000

/** Plays all runs in one town, waits until everything has ended, and judges. */
export async function campaign({ runs, seed, script, sample, say, end }: Campaign): Promise<Report> {
  const began = performance.now()
  const town = await openTown(script, sample, end)
  try {
    await settle(town)
    for (const name of names) town.replace(name)
    await until(town, async () => names.length - town.members.size, 'three processes')
    await installed(town)
    disturb(town)
    const places = placesOf(town)
    let struck = 0
    const presses: Promise<void>[] = []
    for (const [index, run] of plan(runs, seed, { slack: places.slack.length, teams: places.teams.length }).entries()) {
      if (await meet(town, run, async () => void presses.push(...(await begin(town, run, places))))) struck++
      await openAtMost(town, together)
      if ((index + 1) % 25 === 0)
        say(`${index + 1} of ${runs} runs, ${Math.round((performance.now() - began) / 1000)} s`)
    }
    await Promise.all(presses)
    await town.calm()
    await openAtMost(town, 0)
    await quiet(town)
    return {
      ...(await patiently(() => judge(town))),
      runs,
      seed,
      struck,
      ended: town.ended(),
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await town.stop()
  }
}

/** The company, its owner of everything, and the users by which the processes are told apart. */
async function settle({ database, playground }: Town): Promise<void> {
  for (const name of names) await database.sql.unsafe(`create role ${name} superuser login password 'faults'`)
  await saveCompany(database.db, {
    name: 'Acme Cloud',
    zone: 'UTC',
    currency: 'EUR',
    fiscalMonth: 1,
    weekStart: 1,
    locale: 'en',
    country: null,
  })
  const owner = {
    name: 'Nadia',
    email: 'nadia@acme.example',
    department: null,
    role: 'revops' as const,
    locale: 'en',
    zone: 'UTC',
    workDays: [1, 2, 3, 4, 5],
    workFrom: '09:00',
    workTo: '17:00',
    country: null,
    outsider: false,
    active: true,
  }
  const person = (await savePeople(database.db, [owner])).get(owner.email) ?? 0
  const user = playground.world.person('nadia')?.slack ?? ''
  await linkAccounts(database.db, [
    { account: { platform: 'slack', workspace: playground.config.slack.team, user }, person },
  ])
}

/** Waits until the bot knows where Teams is. */
async function installed(town: Town): Promise<void> {
  const { database } = town
  await until(
    town,
    async () => {
      const [row] = await database.sql<{ count: number }[]>`
      select count(*)::int as count from installations where platform = 'teams'`
      return row?.count === 1 ? 0 : 1
    },
    'the installation in Teams',
  )
}

/** 30 % of all posts and edits meet trouble, and every fifth shows late; questions about the history meet it too. */
function disturb({ playground: { faults } }: Town): void {
  const late = { lateMs: Math.round(5_000 * scale) }
  for (const [platform, match] of [
    ['slack', 'chat.postMessage'],
    ['slack', 'chat.update'],
    ['teams', 'POST activities'],
  ] as const) {
    faults.add({ platform, match, share: 0.1, answer: { status: 429, retryAfter: 1 } })
    faults.add({ platform, match, share: 0.11, answer: { status: 503 } })
    faults.add({ platform, match, share: 0.13, answer: 'lose' })
    if (match !== 'chat.update') faults.add({ platform, match, share: 0.2, answer: late })
  }
  faults.add({ platform: 'slack', match: 'conversations.history', share: 0.2, answer: { status: 500 } })
}

interface Places {
  readonly slack: readonly Place[]
  readonly teams: readonly Place[]
}

function placesOf({ playground: { config, world } }: Town): Places {
  const slack = config.slack.channels.map(({ id }) => id)
  const teams = world.channels('teams').map(({ id }) => id)
  const inSlack = (channel: string): Place => ({
    platform: 'slack',
    workspace: config.slack.team,
    kind: 'channel',
    channel,
    thread: null,
  })
  const inTeams = (channel: string): Place => ({
    ...inSlack(channel),
    platform: 'teams',
    workspace: config.teams.tenant,
  })
  return {
    slack: slack.flatMap((id) => (id ? [inSlack(id)] : [])),
    teams: teams.filter((id) => id.startsWith('19:fa0175')).map(inTeams),
  }
}

/**
 * Makes the run's schedule due, and presses the button of its card while it is being posted.
 * @returns the presses, which may have to wait until the run's trouble is over
 */
async function begin({ database }: Town, run: Run, places: Places): Promise<readonly Promise<void>[]> {
  const to = [
    ...run.slack.flatMap((at) => places.slack[at] ?? []),
    ...run.teams.flatMap((at) => places.teams[at] ?? []),
  ]
  const data = { name: run.name, places: to, card: run.card }
  await patiently(
    () => database.sql`
      insert into schedules (kind, subject, data, cron, zone, catch_up_seconds, holidays, state, version, owner, next_due)
      values ('faults', ${`faults:${run.name}`}, ${JSON.stringify(data)}::text::jsonb, '0 0 1 1 *', 'UTC', 7200, 'run', 'active', 1,
        (select min(id) from people), date_trunc('minute', now()))
      on conflict do nothing`,
  )
  if (!run.card) return []
  return [0, 300, 900].map((after) => pause(after).then(() => press(database, run.name)))
}

async function press(database: Town['database'], name: string): Promise<void> {
  await patiently(async () =>
    database.db.transaction(async (tx) => {
      await tx.execute(`insert into faults_presses values ('${name}')`)
      const company = await companyOf(tx)
      if (!company) throw new Error('The company is gone')
      const now = Temporal.Now.instant()
      const context: Context = { db: tx, now, by: 'clock', t: textsFor('en', 'UTC'), cause: 'press', company }
      await refresh(context, `tally:${name}`)
    }),
  )
}

/** Waits until at most so many slots have no outcome. */
async function openAtMost(town: Town, most: number): Promise<void> {
  const { database } = town
  await until(
    town,
    async () => {
      const [row] = await database.sql<{ count: number }[]>`
      select (select count(*) from schedules where next_due < now())::int
        + (select count(*) from slots where state in ('claimed', 'composed'))::int as count`
      return Math.max(0, (row?.count ?? 0) - most)
    },
    `at most ${most} open slots`,
  )
}

/** Waits until nothing is on its way, the notes to the owner and the cards' edits among it, nor about to show. */
async function quiet(town: Town): Promise<void> {
  const { database } = town
  await until(
    town,
    async () => {
      const [row] = await database.sql<{ count: number }[]>`
      select count(*)::int as count from deliveries where open`
      return row?.count ?? 0
    },
    'an empty outbox',
  )
  await pause(10_000 * scale)
}

/** Waits until nothing is left. @param left how much still is @throws Error when it has not become less for long */
async function until(town: Town, left: () => Promise<number>, what: string): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  let end = performance.now() + hanging
  while (performance.now() < end) {
    town.check()
    const now = await patiently(left)
    if (now === 0) return
    if (now < least) end = performance.now() + hanging
    least = Math.min(least, now)
    await pause(100)
  }
  throw new Error(`Waited ${hanging / 1000} s for ${what}; ${least} more have to end`)
}
