import { expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import type { PlatformName } from '../../playground/model.js'
import { applyFolder } from '../../src/start/apply.js'
import { testDatabase } from '../database.js'
import type { Hands } from '../playground.js'
import { samples, thursday } from './acme.js'
import { type House, house } from './house.js'
import { wordsOf } from './ledger.js'

/** A company of which nothing has been imported, and to which nobody has introduced one of its people. */
async function newCompany(stranger = 'tom'): Promise<Database> {
  const database = await testDatabase()
  await applyFolder(database.db, samples, thursday)
  await database.sql`update people set email = 'somebody.else@acme.example' where email = ${`${stranger}@acme.example`}`
  return database
}

const idOf = async ({ sql }: Database, email: string): Promise<number> =>
  Number((await sql`select id from people where email = ${email}`)[0]?.id)

/** The option of an open dialog by what it is called. */
async function optionNamed(person: Hands, title: string, name: string): Promise<string> {
  const dialog = await person.waitForDialog(title)
  const body = JSON.stringify(dialog.body)
  const slack = new RegExp(`"text":"${name}","emoji":[a-z]+},"value":"([^"]+)"`).exec(body)
  const teams = new RegExp(`"title":"${name}","value":"([^"]+)"`).exec(body)
  const value = slack?.[1] ?? teams?.[1]
  if (value === undefined) throw new Error(`No option ${name} in ${body}`)
  return value
}

async function start(acme: House, platform: PlatformName) {
  const nadia = acme.as('nadia', platform)
  await nadia.message({ text: 'start' })
  const steps = await nadia.waitForPost({ text: 'Name leaders' })
  return { nadia, steps }
}

test('whoever can bring data in is told how by direct message, once, before anybody has asked', async () => {
  await using acme = await house({ database: await newCompany(), schedules: [] })
  const first = await acme.town.waitFor(() => acme.town.world.posts().find((post) => post.text.includes('First steps')))
  expect(first.text).toContain('Drop a CSV or Excel export here')
  await acme.another()
  expect(await acme.database.sql`select 1 from deliveries where key like 'welcome:%'`).toHaveLength(1)
})

test.for<[PlatformName, string, string]>([
  ['slack', 'tom', 'Tom Reyes'],
  ['teams', 'kenji', 'Kenji Sato'],
])('people of the directory are added by form on %s', async ([platform, key, name]) => {
  await using acme = await house({ database: await newCompany(key), schedules: [] })
  const { nadia, steps } = await start(acme, platform)
  await nadia.press({ post: steps.id, button: 'Add people' })
  const value = await optionNamed(nadia, 'Add people', name)
  await nadia.submit({ values: { people: [value], department: 'sales' } })
  const lines = await acme.database
    .sql`select name, department, role from people where email = ${`${key}@acme.example`}`
  expect(lines.map((line) => ({ ...line }))).toEqual([{ name, department: 'sales', role: 'member' }])
  const hands = acme.as(key, platform)
  await hands.message({ text: 'help' })
  await hands.waitForPost({ text: 'What I can do' })
})

test.for<PlatformName>(['slack', 'teams'])('a leader is one by their own press on %s', async (platform) => {
  await using acme = await house({ database: await newCompany(), schedules: [] })
  const { nadia, steps } = await start(acme, platform)
  await nadia.press({ post: steps.id, button: 'Name leaders' })
  await nadia.waitForDialog('Name leaders')
  const omar = await idOf(acme.database, 'omar@acme.example')
  await nadia.submit({ values: { sales: String(omar) } })
  const asked = await acme.town.waitFor(() =>
    acme.town.world.posts().find((post) => post.text.includes('says that you lead Sales')),
  )
  const leader = async () => (await acme.database.sql`select leader from departments where key = 'sales'`)[0]?.leader
  expect(await leader()).not.toBe(omar)
  const hands = acme.as('omar', asked.platform)
  await hands.press({ post: asked.id, button: 'Yes, I lead it' })
  expect(await leader()).toBe(omar)
  expect(wordsOf(await hands.waitForPost({ text: 'You lead' }))).toContain('Sales')
  await acme.town.waitFor(() =>
    acme.town.world.posts().find((post) => post.text.includes('Omar') && post.text.includes('leads Sales')),
  )
})

test.for<[PlatformName, string, string]>([
  ['slack', 'Campaigns', 'Marketing'],
  ['teams', 'Finance', 'Finance'],
])('a group of %s fills a department, and takes nobody out of another', async ([platform, group, label]) => {
  const userGroups = [{ name: 'Campaigns', handle: 'campaigns', members: ['sara', 'jonas', 'maya', 'gus'] }]
  const database = await newCompany('sara')
  await database.sql`update people set department = null where email in ('jonas@acme.example', 'parisa@acme.example')`
  await using acme = await house({ database, schedules: [], config: { slack: { userGroups } } })
  const { nadia, steps } = await start(acme, platform)
  await nadia.press({ post: steps.id, button: 'Fill departments' })
  const value = await optionNamed(nadia, 'Fill departments', `${group} \\([0-9]+ people\\)`)
  const key = label.toLowerCase()
  const result = await nadia.submit({ values: { [key]: value } })
  // Teams says a sentence in the place of the form that it answers.
  const told = platform === 'teams' ? result.toast : wordsOf(await nadia.waitForPost({ text: / now\./ }))
  const departmentOf = async (email: string) =>
    (await database.sql`select department from people where email = ${`${email}@acme.example`}`)[0]?.department
  if (platform === 'slack') {
    expect(told).toContain('Sara Lind is known now. Jonas Weber has a department now. Maya Okafor stays in another')
    expect([await departmentOf('sara'), await departmentOf('jonas')]).toEqual(['marketing', 'marketing'])
  } else {
    expect(told).toContain('Parisa Karimi has a department now')
    expect(await departmentOf('parisa')).toBe('finance')
  }
  expect([await departmentOf('maya'), await departmentOf('gus')]).toEqual(['sales', null])
})

test('whoever cannot be written to is named, with the words for IT', async () => {
  await using acme = await house({ database: await newCompany('sara'), schedules: [] })
  const { nadia, steps } = await start(acme, 'slack')
  expect(wordsOf(steps)).toContain('I cannot write to Sara Lind:')
  await nadia.press({ post: steps.id, button: 'Request to IT' })
  const request = wordsOf(await nadia.waitForPost({ text: 'Pass this on' }))
  expect(request).toContain('available to these people: Sara Lind <somebody.else@acme.example>')
})

test('somebody who was not named cannot say that they lead', async () => {
  await using acme = await house({ database: await newCompany(), schedules: [] })
  const { nadia, steps } = await start(acme, 'slack')
  await nadia.press({ post: steps.id, button: 'Name leaders' })
  await nadia.waitForDialog('Name leaders')
  await nadia.submit({ values: {} })
  await nadia.waitForPost({ text: 'nobody is asked' })
  const omar = acme.as('omar', 'slack')
  await omar.message({ text: 'start' })
  expect(wordsOf(await omar.waitForPost({ text: 'First steps' }))).toContain('Who leads what')
  const lena = acme.as('lena', 'slack')
  await lena.message({ text: 'start' })
  await lena.waitForPost({ text: 'Only RevOps and the leaders' })
})
