import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { testDatabase } from '../test/database.js'
import { readCatalogue } from './catalogue.js'

const cure = 'db/schema has changed: run npm run db:fresh'

test('the catalogue in the repository is that of a freshly migrated database', async () => {
  const database = await testDatabase()
  const actual = await readCatalogue(database.sql).finally(() => database.close())
  expect(actual, cure).toBe(readFileSync('db/catalogue.txt', 'utf8'))
})

test('the migrations hold all of the schema: generating again adds none', () => {
  const copy = mkdtempSync(join(tmpdir(), 'drumbeat-migrations-'))
  try {
    cpSync('db/migrations', copy, { recursive: true })
    // drizzle-kit takes a folder only as seen from where it runs.
    const args = ['generate', '--dialect', 'postgresql', '--schema', './db/schema/*.ts', '--out', relative('.', copy)]
    const said = execFileSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', ...args], { encoding: 'utf8' })
    expect(said, cure).toContain('No schema changes')
    expect(readdirSync(copy).sort(), cure).toEqual(readdirSync('db/migrations').sort())
  } finally {
    rmSync(copy, { recursive: true })
  }
})
