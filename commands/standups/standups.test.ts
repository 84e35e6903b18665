import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { plainLines } from '../../src/chat/plain.js'
import type { Context } from '../../src/company/context.js'
import { Refusal } from '../../src/locales/refusal.js'
import { catalogueWith } from '../../src/metrics/testing/acme.js'
import { tend } from '../../src/rounds/tend.js'
import { openFor, saveAnswers } from '../../src/standups/answer.js'
import { type Answers, standupsFile } from '../../src/standups/model.js'
import { openDay } from '../../src/standups/open.js'
import { standupRounds } from '../../src/standups/rounds.js'
import { applyStandups } from '../../src/standups/save.js'
import * as store from '../../src/standups/store.js'
import { type KpiDoor, kpiDoor, linesOf, messageOf, type Who } from '../../test/kpi-door.js'
import { slotOf } from '../../test/slot.js'
import { standupCommand as command } from './command.js'

let door: KpiDoor
beforeEach(async () => {
  door = await kpiDoor(async () => catalogueWith())
  await applyStandups(await clock('2026-08-01T08:00:00Z'), pipeline)
})
afterEach(() => door[Symbol.asyncDispose]())

const pipeline = standupsFile.parse({
  standups: [
    {
      name: 'pipeline',
      title: 'Pipeline',
      owner: 'maya@acme.example',
      owners: ['omar@acme.example'],
      ask: { people: ['maya@acme.example', 'tom@acme.example', 'omar@acme.example'] },
      days: ['monday', 'thursday'],
      at: '10:00',
      window: '2h',
      reminders: [],
      summary: { place: 'general' },
      privacy: 'owner',
      questions: [
        { kind: 'text', label: 'What went well?', part: 'wins' },
        { kind: 'blocker', label: 'What blocks you?' },
      ],
    },
  ],
})

async function clock(time: string): Promise<Context> {
  const { at: _at, on: _on, ...asking } = await door.asking('nadia')
  return { ...asking, by: 'clock', now: Temporal.Instant.from(time) }
}
const say = async (who: Who, text: string): Promise<Reply> => command.words(text, await door.asking(who))
async function bindingOf(who: Who, id: string) {
  const found = command.bindings.find((one) => one.id === id)
  if (!found?.submit) throw new Error(`nothing takes ${id}`)
  return { ...found, submit: found.submit, asking: await door.asking(who) }
}
const words = (text: string, blocker: string | null): Answers => [
  { kind: 'words', text },
  blocker === null ? null : { kind: 'blocker', text: blocker, waitsFor: 'finance' },
]

/** A round of a day, answered by these people, and closed. @returns what was posted at the close, by channel */
async function round(day: string, answering: readonly (readonly [Who, string | null])[]) {
  const { standup } = (await store.byName(door.database.db, 'pipeline')) ?? {}
  const begins = Temporal.Instant.from(`${day}T00:00:00Z`)
  const opened = standup && (await openDay(await clock(begins.subtract({ hours: 13 }).toString()), standup, begins))
  if (!opened) throw new Error(`no round was opened of ${day}`)
  for (const [who, blocker] of answering) {
    const asking = { ...(await clock(`${day}T09:00:00Z`)), by: await door.person(who) }
    await saveAnswers(asking, await openFor(asking, opened.id), words('Delta', blocker), [])
  }
  const slot = await slotOf(door.database, 'rounds')
  for (const time of ['09:30', '13:00']) await tend(await clock(`${day}T${time}:00Z`), [standupRounds], slot)
  return (await door.posted()).filter(({ key }) => key.startsWith('standup_round:'))
}

test('what is told to owners alone goes to both of them, and both may change it; nobody else may, nor reads its history', async () => {
  const posted = await round('2026-08-10', [['tom', null]])
  expect(posted.map(({ to }) => to).toSorted()).toEqual(['U-maya', 'U-omar'])
  expect(posted.every(({ lines }) => lines.join('\n').includes('Tom Reyes'))).toBe(true)
  for (const who of ['maya', 'omar', 'nadia'] as const)
    expect(linesOf(await say(who, 'history pipeline'))[0]).toBe('Pipeline')
  expect(linesOf(await say('omar', 'pause pipeline')).join()).toContain('Pipeline is paused')
  for (const typed of ['history pipeline', 'resume pipeline', 'archive pipeline'])
    await expect(say('ioana', typed), typed).rejects.toThrow(Refusal)
})

test('a button to the answers of something else that bears the same name is an old one', async () => {
  await door.database.sql`insert into rounds (kind, subject, occasion, day, opened_at, closes_at)
    values ('feedback', 'prompt:pipeline', 'now', '2026-08-10', now(), now())`
  const read = command.bindings.find(({ id }) => id === 'standups.read')
  const pressed = read?.press?.({ round: 1, from: 0 }, await door.asking('maya'))
  await expect(pressed).rejects.toThrow('errors.old_button')
})

test('an archived one asks nobody and is not listed, until it is brought back with its days', async () => {
  await say('maya', 'archive pipeline')
  expect(linesOf(await say('maya', 'status'))).toEqual(['There is no standup yet.'])
  await expect(say('maya', 'ask now pipeline')).rejects.toThrow(Refusal)
  const schedule = () => door.database.sql`select state from schedules where subject = 'standup:pipeline'`
  expect(await schedule()).toEqual([{ state: 'paused' }])
  expect(linesOf(await say('maya', 'resume Pipeline')).join()).toContain('Pipeline asks again')
  expect(linesOf(await say('maya', 'status'))[0]).toBe('Pipeline')
  expect(await schedule()).toEqual([{ state: 'active' }])
})

test('a copy is filled like what it is made of, belongs to who made it, and leaves that as it was', async () => {
  const copy = messageOf(await say('ioana', 'copy pipeline'))
  const [button] = copy.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : []))
  if (button?.kind !== 'call') throw new Error('there is no button to the form')
  const { press, submit, asking } = await bindingOf('ioana', button.call.action)
  const form = await press?.(button.call.args, asking)
  if (form?.kind !== 'form') throw new Error('no form was opened')
  const { draft } = form.form
  expect(draft).toMatchObject({ at: '10:00', window: '2h', days: ['monday', 'thursday'], privacy: 'owner' })
  const people = await Promise.all((['ioana', 'tom'] as const).map(door.person))
  const values: Values = { ...draft, title: 'Campaigns', people: people.map(({ id }) => String(id)), owners: [] }
  const reply = await submit(form.form.call.args, values, await door.asking('ioana'))
  expect(linesOf(reply)[0]).toBe('Campaigns')
  const all = (await store.all(door.database.db)).map(({ standup }) => standup)
  expect(all.map(({ name, owner, owners }) => [name, owner, owners])).toEqual([
    ['campaigns', 'ioana@acme.example', []],
    ['pipeline', 'maya@acme.example', ['omar@acme.example']],
  ])
  expect(all[0]?.questions).toEqual(all[1]?.questions)
  expect(all[0]?.ask.people.toSorted()).toEqual(['ioana@acme.example', 'tom@acme.example'])
})

test('the trend puts the rounds of a week together, and says by week how long blockers stood; nobody is named', async () => {
  // Two rounds in the week of 27 July: 3 of 6 answered. One in the week of 3 August: 3 of 3.
  await round('2026-07-27', [
    ['maya', null],
    ['tom', 'PO number'],
  ])
  await round('2026-07-30', [['omar', null]])
  await door.database.sql`update blockers set cleared_at = opened_at + interval '36 hours'`
  await round('2026-08-03', [
    ['maya', null],
    ['tom', null],
    ['omar', null],
  ])
  const trend = messageOf(await say('maya', 'history'))
  expect(trend.blocks.slice(1)).toMatchObject([
    { kind: 'chart', shape: 'line', categories: ['Jul 27, 2026', 'Aug 3, 2026'], series: [{ values: [50, 100] }] },
    { kind: 'chart', shape: 'bar', categories: ['Jul 27, 2026'], series: [{ values: [1.5] }] },
  ])
  expect(plainLines(trend).join('\n')).not.toMatch(/Tom|Maya|Omar/)
})
