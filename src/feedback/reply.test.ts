import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AcmeDoor, acmeDoor, presses, says, sends, wordsOf } from '../../test/acme-door.js'
import { context } from '../../test/context.js'
import { testSecrecy } from '../../test/secrecy.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { delegate, endDelegation } from '../company/absence-store.js'
import type { Company } from '../company/model.js'
import { companyOf, personByEmail } from '../company/store.js'
import { greet } from '../mornings/greet.js'
import { beat } from './give-out.js'
import { saidDues } from './said.js'
import { answeredRound, answerers, wordsOfAnswer } from './testing/answered.js'

let door: AcmeDoor
let company: Company
beforeAll(async () => {
  door = await acmeDoor('nadia', 'ioana', ...answerers)
  const known = await companyOf(door.database.db)
  if (known) company = known
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`truncate prompts, rounds, feedback_letters, feedback_pool, deliveries, mornings
    restart identity cascade`
})

const instant = (time: string) => Temporal.ZonedDateTime.from(`${time}[Europe/Berlin]`).toInstant()

const answered = (privacy: 'anonymous' | 'confidential') => answeredRound(door.database, testSecrecy, privacy)
const answerOf = async (user: string): Promise<string> =>
  String(
    (await door.database.sql`select id from prompt_answers where answers->0->>'text' = ${wordsOfAnswer(user)}`)[0]?.id,
  )

const replies = async (answer: string, words: string, user = 'nadia') =>
  wordsOf(await door.handle(sends(user, 'feedback.reply_to_response', { answer }, { words })))
const mail = async (user: string) => wordsOf(await door.handle(says(user, 'feedback mail')))

/** What went out since the last look, by whom or where it went to. */
async function said(): Promise<readonly (readonly [string, string])[]> {
  const rows = await door.database.sql<{ channel: string; message: unknown }[]>`
    with gone as (delete from deliveries returning id, channel, message) select channel, message from gone order by id`
  return rows.map((row) => [row.channel, plainLines(message.parse(row.message)).join(' | ')])
}
const beats = (time: string) =>
  door.database.db.transaction((db) =>
    beat(context(db, { now: instant(time), company, cause: `beat ${time}` }), testSecrecy),
  )

describe('an owner who answers an answer', () => {
  it('does so from the page of what was written, anonymous or not', async () => {
    await answered('anonymous')
    const page = await door.handle(presses('nadia', 'feedback.read', { round: 1, from: 0 }))
    expect(JSON.stringify(page)).toContain(await answerOf('lena'))
    expect(JSON.stringify(page)).toContain('Answer 5')
  })

  it('reaches who gave no name by a press of theirs alone, and they answer back without a name', async () => {
    await answered('anonymous')
    const answer = await answerOf('lena')
    expect(await replies(answer, 'What would you use instead?')).toMatch(/when they look into their mail/)
    expect(await said()).toEqual([])
    expect(await mail('lena')).toMatch(/Tool audit.*The tool of lena.*Nadia Petrova: What would you use instead\?/s)
    for (const other of ['tom', 'sara', 'omar', 'nadia']) expect(await mail(other)).toMatch(/No answers wait/)

    const back = sends('lena', 'feedback.answer_owner', { answer }, { words: 'A list.' })
    expect(wordsOf(await door.handle(back))).toMatch(/without your name/)
    await beats('2026-11-20T06:00')
    expect(await said()).toEqual([['nadia', 'Somebody who gave no name answered on Tool audit: A list.']])
    await replies(answer, 'Thank you.')
    expect(await mail('lena')).toMatch(/What would you use instead\?\n.*You: A list\.\n.*Nadia Petrova: Thank you\./)

    const forged = sends('tom', 'feedback.answer_owner', { answer }, { words: 'It was me.' })
    expect(wordsOf(await door.handle(forged))).toMatch(/not yours/)
    const letters = await door.database.sql<
      Record<string, unknown>[]
    >`select * from feedback_letters where author is null`
    expect(letters.map(({ cause, words }) => [cause, words])).toEqual([[null, 'A list.']])
  })

  it('writes to who gave their name directly, and gets their answer at once', async () => {
    await answered('confidential')
    const answer = await answerOf('omar')
    expect(await replies(answer, 'Which one?')).toMatch(/by direct message/)
    await door.handle(sends('omar', 'feedback.answer_owner', { answer }, { words: 'The old one.' }))
    expect(await said()).toEqual([
      ['omar', 'Nadia Petrova answers what you said to Tool audit: Which one?'],
      ['nadia', 'Omar Haddad answered on Tool audit: The old one.'],
    ])
  })

  it('has to be an owner', async () => {
    await answered('anonymous')
    expect(await replies(await answerOf('lena'), 'Who are you?', 'ioana')).toMatch(/Only an owner/)
    expect(await mail('lena')).toMatch(/No answers wait/)
  })
})

describe('you said, we did', () => {
  const saying = { said: 'The old tool is in everybody’s way.', did: 'It goes in January.', record: '' }
  const morning = async () => {
    const now = instant('2026-11-24T15:30')
    await said()
    await greet({ ...context(door.database.db, { now, company }), by: 'clock' }, [saidDues], null)
    return (await said()).toSorted()
  }

  it('reaches everybody who was asked in their next morning note, once, and the place of the results', async () => {
    await answered('anonymous')
    const press = sends('nadia', 'feedback.say', { round: 1 }, saying)
    expect(wordsOf(await door.handle(press))).toBe('5 people read it in their next morning note.')
    expect(wordsOf(await door.handle(press))).toBe('That was said already.')
    expect(await said()).toEqual([
      [
        'C0REVENUE',
        expect.stringMatching(
          /^Tool audit\. You said: The old tool .* \| We did: It goes in January\. \(Nadia Petrova, 19 Nov 2026\)$/,
        ),
      ],
    ])
    // At half past nine in New York those who work there wake; the others hear of it at their own hour.
    expect(await morning()).toEqual([
      ['maya', expect.stringMatching(/Tool audit\. You said: .* We did: It goes in January\.$/)],
      ['tom', expect.stringMatching(/Tool audit\. You said: /)],
    ])
    await door.database.sql`truncate mornings cascade`
    expect(await morning()).toEqual([])
    const whole = await door.handle(presses('lena', 'feedback.read_said', { id: 1 }))
    expect(wordsOf(whole)).toMatch(/We did: It goes in January/)
    expect(wordsOf(await door.handle(presses('ioana', 'feedback.read_said', { id: 1 })))).toMatch(/Only those/)
  })

  it('names the handoff that came of it, of those that its owner can choose from', async () => {
    await answered('anonymous')
    await door.handle(says('nadia', 'handoff to finance: cancel the old tool'))
    const [handoff] = await door.database.sql`select id from handoffs where title = 'cancel the old tool'`
    const chosen = { ...saying, record: `handoff:${handoff?.id}` }
    const form = await door.handle(presses('nadia', 'feedback.say', { round: 1 }))
    expect(JSON.stringify(form)).toContain(chosen.record)
    await door.handle(sends('nadia', 'feedback.say', { round: 1 }, chosen))
    const whole = wordsOf(await door.handle(presses('lena', 'feedback.read_said', { id: 1 })))
    expect(whole).toContain(`It came to: Handoff #${handoff?.id} cancel the old tool`)
  })

  it('offers the work of a department that its owner decides for meanwhile', async () => {
    const { db } = door.database
    await answered('anonymous')
    await door.handle(says('maya', 'handoff to finance: end the contract of the old tool'))
    const offered = async () => JSON.stringify(await door.handle(presses('nadia', 'feedback.say', { round: 1 })))
    expect(await offered()).not.toContain('end the contract')
    const nadia = await personByEmail(db, 'nadia@acme.example')
    await delegate(db, 'finance', { person: nadia?.id ?? 0, from: '2026-11-19', to: '2026-11-20' })
    expect(await offered()).toContain('end the contract of the old tool')
    await endDelegation(db, 'finance')
  })

  it('is a number: which share of the rounds that closed was answered', async () => {
    await answered('anonymous')
    // The sample's Thursday: the round closed earlier that day.
    await door.database.sql`update rounds set closed_at = '2026-11-19T06:00:00Z'`
    const share = async () => wordsOf(await door.handle(says('nadia', 'kpi feedback loops closed this quarter')))
    expect(await share()).toMatch(/0% so far \(0 of 1\)/)
    await door.handle(sends('nadia', 'feedback.say', { round: 1 }, saying))
    expect(await share()).toMatch(/100% so far \(1 of 1\)/)
  })

  it('is for those who manage the prompt, once it has closed', async () => {
    await answered('anonymous')
    expect(wordsOf(await door.handle(sends('ioana', 'feedback.say', { round: 1 }, saying)))).toMatch(/Only an owner/)
    await door.database.sql`update rounds set closed_at = null`
    expect(wordsOf(await door.handle(sends('nadia', 'feedback.say', { round: 1 }, saying)))).toMatch(/still come in/)
  })
})
