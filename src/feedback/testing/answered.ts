import type { Database } from '../../../db/connect.js'
import { personByEmail } from '../../company/store.js'
import { saveAnswer } from '../answers-store.js'
import { castBallot, openBallots, ticketFor } from '../ballot.js'
import { prompt } from '../model.js'
import { savePrompt, saveRound } from '../prompt-store.js'
import type { Secrecy } from '../secrecy.js'

/** Who answers in `answeredRound`: one more than five would not change what may be told. */
export const answerers = ['lena', 'tom', 'sara', 'omar', 'maya'] as const

/** What each of them writes. */
export const wordsOfAnswer = (user: string): string => `The tool of ${user}`

/** A round of a prompt of Nadia's, "Tool audit", that five people of the sample company answered and that has closed. */
export async function answeredRound(
  { db, sql }: Database,
  secrecy: Secrecy,
  privacy: 'anonymous' | 'confidential',
): Promise<void> {
  const one = prompt.parse({
    name: 'tools',
    title: 'Tool audit',
    owners: ['nadia@acme.example'],
    ask: { people: answerers.map((user) => `${user}@acme.example`), departments: [], place: null },
    privacy,
    results: { place: 'revenue', when: 'after_close' },
    questions: [{ kind: 'text', label: 'Which tool is in your way?' }],
  })
  await savePrompt(db, one)
  const [opened] = await sql<{ id: number }[]>`
    insert into rounds (kind, subject, occasion, day, opened_at, closes_at, closed_at)
    values ('feedback', 'prompt:tools', 'x', '2026-11-16', now(), now(), now()) returning id`
  const round = opened?.id ?? 0
  await saveRound(db, round, one)
  const telling = { round, least: 5, live: false }
  for (const user of answerers) {
    const person = await personByEmail(db, `${user}@acme.example`)
    if (!person) throw new Error(`Nobody is called ${user}`)
    await sql`
      insert into round_people (round, person, ask_at, asked_at, state) values (${round}, ${person.id}, now(), now(), 'answered')`
    const answers = [{ kind: 'words' as const, text: wordsOfAnswer(user) }]
    if (privacy === 'anonymous') await castBallot({ db, secrecy }, telling, ticketFor(secrecy, round, person), answers)
    else await saveAnswer(db, { round, person: person.id, department: person.department, segment: null, answers })
  }
  if (privacy === 'anonymous') await db.transaction((tx) => openBallots({ db: tx, secrecy }, telling))
}
