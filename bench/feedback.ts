import { performance } from 'node:perf_hooks'
import { Temporal } from 'temporal-polyfill'
import type { Database } from '../db/connect.js'
import type { Context } from '../src/company/context.js'
import { tell } from '../src/feedback/ballot-store.js'
import { prompt as promptShape } from '../src/feedback/model.js'
import { type AskedRound, roundById, savePrompt, saveRound } from '../src/feedback/prompt-store.js'
import { cardOf } from '../src/feedback/results-post.js'
import { textsFor } from '../src/locales/texts.js'
import { ending } from './ending.js'
import { promise, quantile, say, spread } from './figures.js'
import { emptyDatabase } from './scene.js'

const responses = 20_000
const departments = 10
const runs = 21
const warmUps = 3
const promised = 3

/**
 * The results of a prompt that 20,000 people answered, drawn as a card: counted, held back where too few would be told, with how many were
 * asked; against one grouped query over the same answers.
 */
export async function feedback(): Promise<boolean> {
  say(`feedback: results of ${responses} answers`)
  return ending(async (afterwards) => {
    const { database } = await emptyDatabase(afterwards, 1)
    const asked = await fill(database)
    const [theirs, ours, ratios]: [number[], number[], number[]] = [[], [], []]
    for (let run = -warmUps; run < runs; run++) {
      const grouped = await timed(() => group(database))
      const drawn = await timed(() => cardOf(contextOf(database), asked, 'owner', 'department'))
      if (run < 0) continue
      theirs.push(grouped)
      ours.push(drawn)
      ratios.push(drawn / grouped)
    }
    say(`    one grouped query over them          ${spread(theirs, 1)} ms`)
    say(`    the results by department, as a card ${spread(ours, 1)} ms`)
    return promise(`  ratio, median of ${runs} runs`, quantile(ratios, 0.5), 'at most', promised)
  })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** What somebody would write who only wants the numbers: the answers to one question by department. */
const group = ({ sql }: Database): Promise<unknown> =>
  sql`select department, answers->0->>'value' as value, count(*)::int as count from prompt_answers where round = 1 group by 1, 2`

function contextOf({ db }: Database): Context {
  const company = {
    ...{ name: 'Bench', zone: 'UTC', currency: 'EUR', fiscalMonth: 1, weekStart: 1, locale: 'en', country: null },
  }
  const now = Temporal.Instant.from('2026-11-30T12:00:00Z')
  return { db, now, by: 'clock', t: textsFor('en', 'UTC'), cause: 'bench', company }
}

async function fill({ db, sql }: Database): Promise<AskedRound> {
  const prompt = promptShape.parse({
    ...{
      name: 'pulse',
      title: 'Pulse',
      owners: ['p1@bench.example'],
      ask: { departments: ['d1'] },
      privacy: 'anonymous',
    },
    results: {},
    questions: [
      { kind: 'scale', label: 'How are you doing at work?', feeds: 'pulse' },
      { kind: 'nps', label: 'Would you recommend working here?', feeds: 'enps' },
      { kind: 'text', label: 'What one thing should change?' },
    ],
  })
  await sql`insert into people (id, name, email, role, locale, zone, work_days, work_from, work_to, outsider, active)
    select n, 'P' || n, 'p' || n || '@bench.example', 'member', 'en', 'UTC', '{1,2,3,4,5}', '09:00', '17:00', false, true
    from generate_series(1, ${responses}) n`
  await savePrompt(db, prompt)
  await sql`insert into rounds (kind, subject, occasion, day, opened_at, closes_at, closed_at)
    values ('feedback', 'prompt:pulse', 'bench', '2026-11-23', now(), now(), now())`
  await saveRound(db, 1, prompt)
  await sql`insert into round_people (round, person, ask_at, asked_at, state)
    select 1, n, now(), now(), 'answered' from generate_series(1, ${responses}) n`
  const list = Array.from({ length: responses }, (_, at) => ({
    department: `d${at % departments}`,
    mailbox: String(at),
    answers: [
      { kind: 'score' as const, value: 1 + (at % 5) },
      { kind: 'score' as const, value: (at * 7) % 11 },
      { kind: 'words' as const, text: `What I would change is number ${at} of a long list.` },
    ],
  }))
  await tell(db, 1, list)
  await sql`analyze prompt_answers`
  const asked = await roundById(db, 1)
  if (!asked) throw new Error('The round of the bench is not there')
  return asked
}
