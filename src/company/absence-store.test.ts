import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { isWorkingDay } from '../time/workdays.js'
import { calendarOf, decidersOn, delegate, endDelegation, removeDaysOff } from './absence-store.js'
import { applyCompany } from './apply.js'
import { companyFile } from './file.js'
import { companyOf, personByEmail } from './store.js'

const file = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR', country: 'DE' },
  departments: [{ key: 'sales', label: 'Sales', leader: 'maya@acme.example' }],
  people: [
    { name: 'Maya', email: 'maya@acme.example', department: 'sales', role: 'leader', country: 'US' },
    {
      name: 'Lena',
      email: 'lena@acme.example',
      department: 'sales',
      days_off: [{ from: '2026-11-23', to: '2026-11-24' }],
    },
  ],
  holidays: [
    { day: '2026-11-26', name: 'Thanksgiving', country: 'US' },
    { day: '2026-12-24', name: 'The company rests' },
    { day: '2026-12-25', name: 'Christmas Day', country: 'DE' },
  ],
})

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate companies, departments, people, places, holidays restart identity cascade`
  await applyCompany(database.db, file)
})

async function works(email: string, days: readonly string[]): Promise<readonly boolean[]> {
  const company = await companyOf(database.db)
  const person = await personByEmail(database.db, email)
  if (!company || !person) throw new Error('the company was not applied')
  const calendar = await calendarOf(database.db, company, person)
  return days.map((day) => isWorkingDay(day, calendar))
}

describe('when a person works', () => {
  it('leaves out the holidays of their own country and of the whole company, not those of others', async () => {
    expect(await works('maya@acme.example', ['2026-11-26', '2026-12-24', '2026-12-25'])).toEqual([false, false, true])
  })

  it('follows the country of the company where a person names none', async () => {
    expect(await works('lena@acme.example', ['2026-11-26', '2026-12-24', '2026-12-25'])).toEqual([true, false, false])
  })

  it('leaves out their days off, first and last included, until they are taken back', async () => {
    const days = ['2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25']
    expect(await works('lena@acme.example', days)).toEqual([true, false, false, true])
    const lena = await personByEmail(database.db, 'lena@acme.example')
    await removeDaysOff(database.db, { person: lena?.id ?? 0, from: '2026-11-24', to: '2026-11-24' })
    expect(await works('lena@acme.example', days)).toEqual([true, true, true, true])
  })
})

describe('who decides for a department', () => {
  it('is its leader, and a delegate on the days of the absence', async () => {
    const maya = await personByEmail(database.db, 'maya@acme.example')
    const lena = await personByEmail(database.db, 'lena@acme.example')
    const leader = maya?.id
    await delegate(database.db, 'sales', { person: lena?.id ?? 0, from: '2026-12-01', to: '2026-12-05' })
    const on = async (day: string) => (await decidersOn(database.db, day)).get('sales')
    expect(await on('2026-11-30')).toEqual({ leader, delegate: null })
    expect(await on('2026-12-01')).toEqual({ leader, delegate: lena?.id })
    expect(await on('2026-12-05')).toEqual({ leader, delegate: lena?.id })
    expect(await on('2026-12-06')).toEqual({ leader, delegate: null })
    await endDelegation(database.db, 'sales')
    expect(await on('2026-12-03')).toEqual({ leader, delegate: null })
  })
})
