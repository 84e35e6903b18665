import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AcmeDoor, acmeDoor, presses, says, wordsOf } from '../../test/acme-door.js'
import { acmeReady } from '../../test/e2e/acme.js'
import type { Call } from '../chat/action.js'
import type { Form, Values } from '../chat/form.js'
import type { Incoming, Reply } from '../chat/incoming.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { digestByName } from './store.js'

beforeAll(acmeReady)

let door: AcmeDoor
beforeEach(async () => {
  door = await acmeDoor('nadia', 'maya', 'tom', 'omar')
})
afterEach(async () => door[Symbol.asyncDispose]())

const handle = (incoming: Incoming): Promise<Reply> => door.handle(incoming)
const told = async (user: string, text: string) => wordsOf(await handle(says(user, text)))

async function form(user: string, text: string): Promise<Form> {
  const reply = await handle(says(user, text))
  return reply.kind === 'form' ? reply.form : expect.fail(`${text} opened no form: ${wordsOf(reply)}`)
}

let submissions = 0
const submit = (user: string, call: Call, values: Values): Promise<Reply> =>
  handle({ ...says(user, ''), key: `submit:${++submissions}`, kind: 'submit', call, values })

const buttonsOf = (reply: Reply) =>
  (reply.kind === 'tell' || reply.kind === 'redraw' ? reply.message.blocks : []).flatMap((block) =>
    block.kind === 'actions' ? block.buttons : [],
  )
const labelsOf = (reply: Reply): readonly string[] => buttonsOf(reply).map((one) => one.label)

/** A button of an answer, by its label. */
function press(user: string, reply: Reply, label: string): Promise<Reply> {
  const button = buttonsOf(reply).find((one) => one.label === label)
  if (button?.kind !== 'call') return expect.fail(`There is no button "${label}" in ${wordsOf(reply)}`)
  return handle({ ...says(user, ''), key: `press:${++submissions}`, kind: 'press', call: button.call, on: null })
}

const basics: Values = {
  title: 'Sales beat',
  metrics: ['win_rate', 'won_revenue'],
  also: ['checklists'],
  period: 'this quarter',
  against: 'previous',
  when: 'Monday 09:00',
  zone: 'Europe/Berlin',
  holidays: 'skip',
  to: ['place:sales', 'person:maya@acme.example'],
}

const make = async (user: string, change: Values = {}) =>
  submit(user, (await form(user, 'digest new')).call, { ...basics, ...change })

const stored = async (name = 'sales-beat') =>
  (await digestByName(door.database.db, name)) ?? expect.fail(`${name} is not stored`)
const directs = async () => {
  const rows = await door.database.sql<
    { channel: string; message: unknown }[]
  >`select channel, message from deliveries where place->>'kind' = 'direct' and about ~ '^digest(_question)?:' order by id`
  return rows.map((row) => `${row.channel}: ${plainLines(message.parse(row.message)).join(' ')}`)
}

describe('a digest made by form', () => {
  it('is a draft with its next five times; those who may approve it are asked, and it posts nothing until then', async () => {
    const reply = await make('tom')
    expect(wordsOf(reply)).toContain('I have asked Maya Okafor to approve it')
    expect(wordsOf(reply).match(/9:00/g)?.length).toBeGreaterThanOrEqual(5)
    expect(await stored()).toMatchObject({ state: 'draft', digest: { owner: 'tom@acme.example' } })
    const [asked = ''] = await directs()
    expect(asked).toContain('maya: Tom Reyes has made a digest')
    expect(asked).toContain('Goes to: sales (Slack) and Maya Okafor')
    expect(await told('tom', 'digest send sales-beat')).toContain('has to be approved first')
  })

  it('tells its owner by whom it was approved and when it comes, and the card no longer asks', async () => {
    await make('tom')
    const seen = await handle(says('maya', 'digest show sales-beat'))
    const pressed = await press('maya', seen, 'Approve')
    expect(pressed.kind).toBe('redraw')
    expect(labelsOf(pressed)).not.toContain('Approve')
    expect((await directs()).at(-1)).toMatch(
      /^tom: Maya Okafor has approved Sales beat\. It comes next Nov 23, 2026, 3:00\sAM/,
    )
  })

  it('is approved by the leader of its owner’s department or RevOps, and by nobody else', async () => {
    await make('tom')
    expect(await told('tom', 'digest approve sales-beat')).toContain('Only Maya Okafor can approve')
    expect(await told('omar', 'digest approve sales-beat')).toContain('Only Maya Okafor can approve')
    expect(await told('maya', 'digest approve sales-beat')).toContain('is approved')
    expect(await stored()).toMatchObject({ state: 'active' })
  })

  it('comes back filled with every mistake at its field', async () => {
    const reply = await make('nadia', { when: 'whenever', to: [], metrics: [], also: [] })
    if (reply.kind !== 'form') return expect.fail(wordsOf(reply))
    expect(Object.keys(reply.form.errors).sort()).toEqual(['metrics', 'to', 'when'])
    expect(reply.form.draft.title).toBe('Sales beat')
  })

  it('gets a name of its own when another has it', async () => {
    await make('nadia')
    await make('nadia')
    expect(await stored('sales-beat-2')).toMatchObject({ digest: { title: 'Sales beat' } })
  })

  it('has what its fields say, and a breakdown by which lines say what moved', async () => {
    await make('nadia')
    const { digest } = await stored()
    expect(digest.schedule).toMatchObject({ cron: '0 9 * * 1', zone: 'Europe/Berlin', holidays: 'skip' })
    expect(digest.destinations).toEqual([
      { place: 'sales', filters: {} },
      { person: 'maya@acme.example', filters: {} },
    ])
    expect(digest.sections).toEqual([
      { metric: 'win_rate', period: 'this quarter', by: 'region', against: 'previous' },
      { metric: 'won_revenue', period: 'this quarter', by: 'region', against: 'previous' },
      { show: 'checklists' },
    ])
  })
})

describe('a digest that is changed', () => {
  it('waits for approval while the approved one is posted, if its owner may not approve it', async () => {
    await make('tom')
    await told('maya', 'digest approve sales-beat')
    const edit = await form('tom', 'digest edit sales-beat')
    const reply = await submit('tom', edit.call, { ...edit.draft, title: 'Sales beat, changed' })
    expect(wordsOf(reply)).toContain('until then it is posted as it was')
    expect(await stored()).toMatchObject({ digest: { title: 'Sales beat' }, pending: { title: 'Sales beat, changed' } })
    const asked = (await directs()).at(-1)
    expect(asked).toMatch(/^maya: Tom Reyes has changed the digest Sales beat, changed .* Until now: Title: Sales beat/)
    await told('maya', 'digest approve sales-beat')
    expect(await stored()).toMatchObject({ digest: { title: 'Sales beat, changed' }, pending: null, version: 3 })
    expect((await directs()).at(-1)).toContain('tom: Maya Okafor has approved the change of Sales beat, changed')
  })

  it('is not approved by somebody who looked at it before the latest change', async () => {
    await make('tom')
    const seen = await handle(says('maya', 'digest show sales-beat'))
    const edit = await form('tom', 'digest edit sales-beat')
    await submit('tom', edit.call, { ...edit.draft, title: 'Another' })
    expect(wordsOf(await press('maya', seen, 'Approve'))).toContain('has changed since you looked at it')
    expect(await stored()).toMatchObject({ state: 'draft' })
  })

  it('is changed by its owner and those who approve it, and by nobody else', async () => {
    await make('tom')
    expect(await told('omar', 'digest edit sales-beat')).toContain('can do that with')
    expect((await form('maya', 'digest edit sales-beat')).draft.when).toBe('monday 09:00')
  })

  it('keeps what a form does not ask for: lines, settings and one destination have forms of their own', async () => {
    await make('nadia')
    const shown = await handle(says('nadia', 'digest show sales-beat'))
    const lines = await press('nadia', shown, 'Lines')
    if (lines.kind !== 'form') return expect.fail('no form')
    expect(lines.form.draft.lines).toContain('win_rate | this quarter | by region | vs previous')
    const text = 'win rate | last month | by segment | vs target | old: hold\nchecklists'
    await submit('nadia', lines.form.call, { lines: text })
    const place = await press('nadia', shown, 'For sales (Slack) …')
    if (place.kind !== 'form') return expect.fail('no form')
    await submit('nadia', place.form.call, { locale: 'de-DE', zone: null, filters: 'region = EMEA', audience: [] })
    const wrong = await submit('nadia', place.form.call, {
      locale: null,
      zone: null,
      filters: 'moon = full',
      audience: [],
    })
    expect(wrong.kind === 'form' && wrong.form.errors.filters).toContain('has no dimension "moon"')
    expect(await told('nadia', 'digest show sales-beat')).toContain('sales (Slack): Only EMEA · Deutsch (Deutschland)')
    const edit = await form('nadia', 'digest edit sales-beat')
    await submit('nadia', edit.call, { ...edit.draft, title: 'Renamed' })
    expect((await stored()).digest).toMatchObject({
      title: 'Renamed',
      sections: [
        { metric: 'win rate', period: 'last month', by: 'segment', against: 'target', stale: 'hold' },
        { show: 'checklists' },
      ],
      destinations: [{ place: 'sales', locale: 'de-DE', filters: { region: 'EMEA' } }, { person: 'maya@acme.example' }],
    })
  })

  it('takes another period or comparison for its lines, but for those that have their own', async () => {
    await make('nadia')
    const show = await handle(says('nadia', 'digest show sales-beat'))
    const lines = await press('nadia', show, 'Lines')
    if (lines.kind !== 'form') return expect.fail('no form')
    const text = 'win_rate | this quarter | by region | vs previous\nwon_revenue | this month | vs none'
    await submit('nadia', lines.form.call, { lines: text })
    const edit = await form('nadia', 'digest edit sales-beat')
    await submit('nadia', edit.call, { ...edit.draft, period: 'last month', against: 'target' })
    expect((await stored()).digest.sections).toEqual([
      { metric: 'win_rate', period: 'last month', by: 'region', against: 'target' },
      { metric: 'won_revenue', period: 'this month', against: 'none' },
    ])
  })

  it('has settings for catching up, overlap and what happens when nobody knows whether it was posted', async () => {
    await make('nadia')
    const settings = await press('nadia', await handle(says('nadia', 'digest show sales-beat')), 'Settings')
    if (settings.kind !== 'form') return expect.fail('no form')
    const values = { owner: 'maya@acme.example', catch_up: '90m', overlap: 'allow', delivery: 'at least once' }
    const wrong = await submit('nadia', settings.form.call, { ...values, catch_up: 'long' })
    expect(wrong.kind === 'form' && wrong.form.errors.catch_up).toContain('90m or 2h')
    await submit('nadia', settings.form.call, values)
    expect((await stored()).digest).toMatchObject({
      owner: 'maya@acme.example',
      delivery: 'at least once',
      schedule: { catch_up: '90m', overlap: 'allow' },
    })
    expect((await directs()).at(-1)).toContain('maya: Nadia Petrova has made you the owner of the digest Sales beat')
    const shown = await told('nadia', 'digest show sales-beat')
    expect(shown).toContain('Catch up within: 90m')
    expect(shown).toContain('Never missing, even if it may stand there twice')
    expect(shown).toContain('Owner: Maya Okafor')
  })
})

describe('what did not arrive of a digest', () => {
  const refuse = () => door.database.sql`
    update deliveries set state = 'refused', code = 'no right: restricted_action' where about like 'digest_post:%'`

  it('is posted again from the history by everybody who may change the digest, whoever had it posted', async () => {
    await make('tom')
    await told('maya', 'digest approve sales-beat')
    for (const user of ['tom', 'maya']) {
      await told('nadia', 'digest send sales-beat')
      await refuse()
      const seen = await handle(says(user, 'digest history sales-beat'))
      expect(wordsOf(await press(user, seen, 'Post again'))).toContain('messages are posted again')
    }
    expect(labelsOf(await handle(says('omar', 'digest history sales-beat')))).not.toContain('Post again')
    const [post] = await door.database.sql<{ id: number }[]>`select max(id) as id from digest_posts`
    const forged = await handle(presses('omar', 'deliveries.again', { about: `digest_post:${post?.id}` }))
    expect(wordsOf(forged)).toContain('those who approve it and RevOps can post it again')
  })

  it('of a due time is posted again by whoever decides for its owner, and not by others', async () => {
    await make('tom')
    await told('maya', 'digest approve sales-beat')
    await told('nadia', 'digest send sales-beat')
    await refuse()
    const [slot] = await door.database.sql<{ id: string }[]>`
      insert into slots (schedule, due, version, state) select id, now(), version, 'failed' from schedules
      where subject = 'digest:sales-beat' returning id`
    const id = Number(slot?.id)
    await door.database.sql`update deliveries set slot = ${id}, tells = null where about like 'digest_post:%'`
    const again = async (user: string) => wordsOf(await handle(presses(user, 'deliveries.again', { slot: id })))
    expect(await again('omar')).toContain('RevOps can post it again')
    expect(await again('maya')).toContain('messages are posted again')
  })
})

describe('a question to the owner of a digest', () => {
  it('goes to them directly where the digest went to a person, and is none to oneself', async () => {
    await make('nadia', { to: ['person:maya@acme.example'] })
    await told('nadia', 'digest approve sales-beat')
    await told('nadia', 'digest send sales-beat')
    const [post] = await door.database.sql<{ id: number }[]>`select id from digest_posts`
    const ask = (user: string) => handle(presses(user, 'digests.ask_owner', { post: post?.id ?? 0, under: null }))
    const opened = await ask('maya')
    if (opened.kind !== 'form') return expect.fail(wordsOf(opened))
    const empty = await submit('maya', opened.form.call, { question: ' ' })
    expect(empty.kind === 'form' && empty.form.errors.question).toContain('Write your question')
    expect(wordsOf(await submit('maya', opened.form.call, { question: 'Why so low?' }))).toContain(
      'Nadia Petrova has your',
    )
    expect((await directs()).at(-1)).toBe('nadia: A question about Sales beat Maya Okafor asks you: Why so low?')
    expect(wordsOf(await ask('nadia'))).toContain('You answer for Sales beat yourself')
  })

  it('goes to whoever owns it now, and whoever asked hears when it does not arrive', async () => {
    await make('nadia', { to: ['person:maya@acme.example'] })
    await told('nadia', 'digest approve sales-beat')
    await told('nadia', 'digest send sales-beat')
    const { sql } = door.database
    await sql`update digests set definition = jsonb_set(definition, '{owner}', '"tom@acme.example"') where name = 'sales-beat'`
    const [post] = await sql<{ id: number }[]>`select id from digest_posts`
    const opened = await handle(presses('maya', 'digests.ask_owner', { post: post?.id ?? 0, under: null }))
    if (opened.kind !== 'form') return expect.fail(wordsOf(opened))
    await submit('maya', opened.form.call, { question: 'Why so low?' })
    expect((await directs()).at(-1)).toMatch(/^tom: .*Maya Okafor asks you: Why so low\?/)
    const [question] = await sql<{ about: string; asked: string }[]>`
      select about, email as asked from deliveries join people on people.id = tells where about like 'digest_question:%'`
    expect(question?.asked).toBe('maya@acme.example')
    await sql`update deliveries set state = 'refused' where about = ${question?.about ?? ''}`
    const again = await handle(presses('maya', 'deliveries.again', { about: question?.about ?? '' }))
    expect(wordsOf(again)).toBe('It is posted again.')
  })
})

describe('what is typed after /digest', () => {
  it('pauses and resumes, and what was due meanwhile is not made up for', async () => {
    expect(await told('nadia', 'digest pause weekly-revenue')).toContain('is paused')
    expect(await told('nadia', 'digest list')).toContain('paused')
    expect(await told('nadia', 'digest resume')).toContain('posted again from its next time on')
    const [row] = await door.database.sql`select state, next_due from schedules where subject = 'digest:weekly-revenue'`
    expect([row?.state, String(row?.next_due)]).toEqual(['active', expect.stringContaining('2026-11-23')])
  })

  it('copies with everything but the name and the owner', async () => {
    const copy = await form('maya', 'digest copy weekly-revenue')
    expect(copy.draft.title).toBe('Copy of Weekly revenue beat')
    await submit('maya', copy.call, copy.draft)
    const one = await stored('copy-of-weekly-revenue-beat')
    const other = await stored('weekly-revenue')
    expect(one.digest.sections).toEqual(other.digest.sections)
    expect([one.digest.owner, one.state]).toEqual(['maya@acme.example', 'draft'])
  })

  it('says in the list who posted it last, and lets only those post it who may', async () => {
    await make('tom')
    await told('maya', 'digest approve sales-beat')
    expect(await told('tom', 'digest')).toContain('Not posted yet')
    await told('tom', 'digest send sales-beat')
    const list = await handle(says('tom', 'digest'))
    expect(wordsOf(list)).toMatch(/Posted .* by Tom Reyes, to 2 places/)
    expect(labelsOf(list)).toContain('Post now')
    expect(labelsOf(await handle(says('omar', 'digest')))).not.toContain('Post now')
  })

  it('knows a digest by a part of its name or title, where only one has it', async () => {
    await make('nadia', { title: 'Verkäufe täglich' })
    expect(await told('nadia', 'digest preview weekly')).toContain('Weekly revenue beat')
    expect(await told('nadia', 'digest show verkaufe')).toContain('Verkäufe täglich')
    await make('nadia', { title: 'Another weekly one' })
    expect(await told('nadia', 'digest preview weekly')).toContain('There is no digest weekly')
  })

  it('names the digests when it is not clear which is meant', async () => {
    await make('nadia')
    expect(await told('nadia', 'digest preview')).toContain('sales-beat')
    expect(await told('nadia', 'digest preview moon')).toContain('There is no digest moon')
    expect(await told('nadia', 'digest dance')).toContain('digest correct'.slice(-7))
  })

  it('sends a test to the person alone, with only the lines that they may read', async () => {
    await told('tom', 'digest test weekly-revenue')
    const [test = ''] = await directs()
    expect(test).toContain('tom: Weekly revenue beat')
    expect(test).toContain('A test: only you got this.')
  })
})
