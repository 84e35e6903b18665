import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchFollows } from '../../src/alerts/watch.js'
import type { Account, Place } from '../../src/chat/place.js'
import type { Context } from '../../src/company/context.js'
import { linkAccounts, savePlaces } from '../../src/company/store.js'
import { addressOf, clearTrouble, noteTrouble } from '../../src/company/trouble-store.js'
import { placesChanged, readmitPlace } from '../../src/digests/places.js'
import { catalogueWith } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource, decided } from '../../src/metrics/testing/rows.js'
import { playbooksFile } from '../../src/playbooks/model.js'
import { applyPlaybooks } from '../../src/playbooks/save.js'
import { channel, type KpiDoor, kpiDoor } from '../../test/kpi-door.js'
import { slotOf } from '../../test/slot.js'
import { postingsOf } from '../digests/postings.js'

const catalogue = catalogueWith()
const sources = postingsOf(catalogue)
const teams: Place = {
  platform: 'teams',
  workspace: 'acme',
  kind: 'channel',
  channel: '19:finance@thread.tacv2',
  thread: null,
}

let door: KpiDoor
let crm: { source: number; import: number }

beforeEach(async () => {
  door = await kpiDoor(async () => catalogue)
  crm = await addSource(door.database.db, 'opportunities')
  await addDeals(door.database.db, crm, decided('won', '2026-07-20', 3))
  const readers = { kind: 'departments' as const, departments: ['finance'] }
  await savePlaces(door.database.db, [
    { name: 'controlling', place: teams, audience: { outsiders: false, readers }, locale: null, zone: null },
  ])
})
afterEach(() => door[Symbol.asyncDispose]())

async function clock(hours = 0): Promise<Context> {
  const { by: _by, at: _at, on: _on, ...asking } = await door.asking('nadia')
  return { ...asking, by: 'clock', now: asking.now.add({ hours }) }
}

/** The clock looks at what is followed. @returns where something is told */
async function told(hours: number): Promise<readonly string[]> {
  const before = (await door.posted()).length
  await watchFollows(await clock(hours), catalogue, await slotOf(door.database, 'alerts'))
  return (await door.posted()).slice(before).map(({ to }) => to)
}

async function arrive(count: number, outcome: 'won' | 'lost' = 'won'): Promise<void> {
  const [run] = await door.database.sql<{ id: number }[]>`
    insert into imports (source, started_at, finished_at, report)
    values (${crm.source}, '2026-08-13T09:00:00Z', '2026-08-13T09:00:00Z', '{}') returning id`
  await addDeals(door.database.db, { source: crm.source, import: run?.id ?? 0 }, decided(outcome, '2026-07-21', count))
}

/** The clock looks at what is followed. @returns how often the database is asked or told something meanwhile */
async function statements(hours: number, kinds = ['select', 'insert', 'update', 'delete', 'execute']): Promise<number> {
  const context = await clock(hours)
  let count = 0
  const db = new Proxy(context.db, {
    get: (target, name) => {
      if (kinds.some((kind) => kind === name)) count += 1
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  await watchFollows({ ...context, db }, catalogue, await slotOf(door.database, 'alerts'))
  return count
}

const happens = async (place: Place, change: 'person joined' | 'archived' | 'unarchived', who: Account | null) =>
  placesChanged(await clock(), sources, { kind: 'place', change, place, name: null, who })

/** What has been said to Omar, the latest last. */
const heard = async (): Promise<readonly string[]> =>
  (await door.posted()).filter(({ to }) => to === 'U-omar').flatMap(({ lines }) => lines)

const gus: Account = { platform: 'slack', workspace: 'T1', user: 'U-gus' }
const joiners: readonly (readonly [string, Place, Account, string])[] = [
  ['a guest of Slack', channel('FINANCE'), gus, 'Gus Hall, a guest, joined finance.'],
  [
    'somebody of a connected company',
    channel('FINANCE'),
    { platform: 'slack', workspace: 'T9', user: 'U-stranger' },
    'Somebody from outside joined finance.',
  ],
  [
    'a guest of Teams',
    teams,
    { platform: 'teams', workspace: 'acme', user: 'aad-guest' },
    'Somebody from outside joined controlling.',
  ],
]

test.each(joiners)(
  'before anything is told where %s has joined, who has it told there hears what is left out from now on',
  async (_who, place, who, said) => {
    await door.say('omar', 'follow deals won last month above 3 here', place)
    const playbook = {
      name: 'a-deal',
      title: 'A deal is won',
      owner: 'omar@acme.example',
      when: { record: 'opportunities', where: { outcome: 'won' } },
      say: '{account} is won.',
      do: { action: 'message', to: place === teams ? 'controlling' : 'finance', text: '{account} is won!' },
    }
    await applyPlaybooks(await clock(), playbooksFile.parse({ playbooks: [playbook] }), catalogue)
    await happens(place, 'person joined', who)
    const name = playbook.do.to
    expect(await heard()).toEqual([
      `${said} What you follow in ${name} says there what is not for guests: Deals won. From now on I leave that out in ${name}.`,
      `${said} A deal is won says there what is not for guests: what stands in records. From now on I leave that out in ${name}.`,
    ])
    await arrive(2)
    expect(await told(1)).toEqual([])
    // Only RevOps and who has something posted there say that it is over; then it is told as it stands.
    const [row] = await door.database.sql`select id from places where name = ${name}`
    await expect(readmitPlace(await door.asking('tom'), sources, row?.id)).rejects.toMatchObject({
      key: 'digests.not_readmit',
    })
    await readmitPlace(await door.asking('omar'), sources, row?.id)
    expect(await told(1)).toEqual([place.channel])
  },
)

test('where nothing can be posted nothing is told, its follower hears why, and when the place is back it is told as it stands', async () => {
  await door.say('omar', 'follow deals won last month above 3 here', channel('FINANCE'))
  await happens(channel('FINANCE'), 'archived', null)
  expect((await heard()).join()).toMatch(
    /^What you follow in finance is paused for finance \(Slack\): it is archived\./,
  )
  await arrive(2)
  expect(await told(1)).toEqual([])
  await happens(channel('FINANCE'), 'unarchived', null)
  expect((await heard()).at(-1)).toBe('finance (Slack) is back. What you follow in finance is posted there again.')
  expect(await told(1)).toEqual(['C0FINANCE'])
})

test('who is not reached by one of their accounts any more is told by the other, and nothing while there is none', async () => {
  const { db } = door.database
  const { id, accounts } = await door.person('maya')
  const other: Account = { platform: 'teams', workspace: 'acme', user: 'aad-maya' }
  await linkAccounts(db, [{ account: other, person: id }])
  await door.say('maya', 'follow deals won last month above 3')
  await arrive(2)
  const { now } = await clock()
  for (const one of [...accounts, other]) await noteTrouble(db, addressOf(one), 'bot removed', now)
  expect(await told(1)).toEqual([])
  await clearTrouble(db, addressOf(other))
  expect(await told(1)).toEqual(['aad-maya'])
})

test('a number is read once for all who follow it', async () => {
  const reads = async (): Promise<number> => {
    await arrive(1)
    return statements(1, ['select'])
  }
  await door.say('maya', 'follow deals won last month unusual')
  const alone = await reads()
  for (const who of ['tom', 'omar', 'nadia'] as const) await door.say(who, 'follow deals won last month unusual')
  // Of each follow is read how it stood; the number and the twelve months before it are there already.
  expect(await reads()).toBe(alone + 3)
})

test('what its quiet period holds back is not looked at again before that ends', async () => {
  await door.say('maya', 'follow win rate last month below 50% quiet 5h')
  await statements(0)
  const idle = await statements(0)
  await arrive(10, 'lost')
  expect(await told(1)).toEqual(['U-maya'])
  await arrive(20)
  expect(await statements(2)).toBeGreaterThan(idle)
  expect([await statements(2), await statements(5)]).toEqual([idle, idle])
  expect(await told(6)).toEqual(['U-maya'])
  expect(await statements(6)).toBe(idle)
})
