// npm run db:fresh: after a change in db/schema, makes the initial migration and db/catalogue.txt anew.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from './load.mjs'
import { countMigrations, generateInitial } from './migrations.mjs'

const folder = 'db/migrations'

if (countMigrations(folder) > 1) {
  console.error(`${folder} has a history that databases depend on: add to it with npm run db:generate instead.`)
  process.exit(1)
}
rmSync(folder, { recursive: true, force: true })
generateInitial(folder)
await writeCatalogue('db/catalogue.txt')

async function writeCatalogue(file) {
  const { startEmbedded } = await load('db/embedded.ts')
  const { connect } = await load('db/connect.ts')
  const { migrate } = await load('db/migrate.ts')
  const { readCatalogue } = await load('db/catalogue.ts')
  const home = mkdtempSync(join(tmpdir(), 'drumbeat-fresh-'))
  chmodSync(home, 0o711)
  const server = await startEmbedded({ home, log: () => {}, settings: { fsync: 'off' } })
  const database = connect(server.url)
  try {
    await migrate(database, folder)
    writeFileSync(file, await readCatalogue(database.sql))
    console.log(`${folder} and ${file} are made anew from db/schema.`)
  } finally {
    await database.close()
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
