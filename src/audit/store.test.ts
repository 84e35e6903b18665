import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context, personOf } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { changesOf, recordChange } from './store.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())

it('keeps who changed what, newest first, with what was there before', async () => {
  const nadia = { ...context(database.db), by: personOf({ id: 7 }) }
  await recordChange(nadia, { subject: 'digest:weekly', verb: 'create', before: null, after: { title: 'Weekly' } })
  await recordChange(context(database.db), {
    subject: 'digest:weekly',
    verb: 'pause',
    before: { title: 'Weekly' },
    after: null,
  })
  const changes = await changesOf(nadia, 'digest:weekly', 10)
  expect(changes.map(({ person, verb, before, after }) => [person, verb, before, after])).toEqual([
    [null, 'pause', { title: 'Weekly' }, null],
    [7, 'create', null, { title: 'Weekly' }],
  ])
})

it('is append only by the rules of the database itself', async () => {
  await recordChange(context(database.db), { subject: 'digest:weekly', verb: 'create', before: null, after: null })
  await expect(database.sql`update audit set verb = 'nothing'`).rejects.toThrow('never changed or deleted')
  await expect(database.sql`delete from audit`).rejects.toThrow('never changed or deleted')
  await expect(database.sql`truncate audit`).rejects.toThrow('never changed or deleted')
})
