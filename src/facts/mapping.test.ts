import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { workbench } from '../../test/importing.js'
import { loadMapping, parseMapping } from './mapping.js'
import { FactsError } from './problems.js'

const bench = workbench()
let database: Database
beforeAll(async () => {
  database = await testDatabase()
  bench.write('deals.csv', 'id,agent,stage,close,value,value_eur,value_eur\n1,Ada,Won,2026-01-02,10,1,1\n')
  bench.write('teams.csv', 'agent,team\nAda,North\n')
})
afterAll(async () => {
  await database.close()
  bench.close()
})

const good = {
  source: 'crm',
  label: 'CRM',
  fact: 'opportunities',
  file: 'deals.csv',
  lookups: { teams: { file: 'teams.csv', key: 'agent', by: 'owner' } },
  columns: {
    id: 'id',
    owner: 'agent',
    team: { lookup: 'teams', column: 'team' },
    outcome: { column: 'stage', values: { Won: 'won' } },
    closed_on: 'close',
    amount: 'value',
  } as Record<string, unknown>,
}

function problems(change: Record<string, unknown>): readonly string[] {
  try {
    parseMapping({ ...good, ...change })
    return []
  } catch (error) {
    return error instanceof FactsError ? error.message.split('\n') : [`threw ${String(error)}`]
  }
}

const columns = (change: Record<string, unknown>) => ({ columns: { ...good.columns, ...change } })

test('a mapping that fits is taken as it is', () => {
  expect(problems({})).toEqual([])
})

test.each<[string, Record<string, unknown>, string]>([
  ['an unknown key', { colums: {} }, 'colums: a mapping has no `colums` here; did you mean `columns`?'],
  [
    'a key far from all',
    { zebra: 1 },
    'zebra: a mapping has no `zebra` here; it has: source, label, owner, link, fact, file, from, format, currency, lookups, aliases, different, columns.',
  ],
  ['a missing key', { label: undefined }, 'label: this is needed and is not there.'],
  ['an empty word', { file: '' }, 'file: this must not be empty.'],
  [
    'a fact that does not exist',
    { fact: 'deals' },
    'fact: `deals` is none of: opportunities subscriptions stage_changes renewals spend leads quotas forecasts survey_scores receivables cash entered rates.',
  ],
  [
    'a name with spaces',
    { source: 'My CRM' },
    'source: `My CRM` is not a short name. Use small letters, digits, - and _, beginning with a letter: `acme-crm`.',
  ],
  ['an owner without an address', { owner: 'Nadia' }, 'owner: `Nadia` is not an e-mail address.'],
  [
    'a word where lines belong',
    { columns: 'id' },
    'columns: `id` does not fit here: indented lines with keys is expected.',
  ],
  [
    'an unknown currency',
    { currency: 'EURO' },
    'currency: `EURO` is not a currency. Use its three letters (ISO 4217), for example `EUR`.',
  ],
  ['an unknown separator', { format: { separator: ':' } }, 'format.separator: `:` is none of: , ; \t |.'],
  [
    'an unknown encoding',
    { format: { encoding: 'ascii-ish' } },
    'format.encoding: `ascii-ish` is not an encoding that can be read. Examples: `utf-8`, `windows-1252`, `utf-16le`.',
  ],
  [
    'an unknown zone',
    { format: { zone: 'Berlin' } },
    'format.zone: `Berlin` is not a time zone. Use its IANA name, for example `Europe/Berlin`.',
  ],
  [
    'an unknown format of days',
    { format: { dates: 'DD.MM.YY' } },
    'format.dates: `DD.MM.YY` is not a format of days. Build it from YYYY MM M DD D HH H hh h mm ss SSS A Z, for example `DD.MM.YYYY HH:mm`, or say `ISO`.',
  ],
  [
    'a misspelt field',
    columns({ ownr: 'agent' }),
    'columns.ownr: opportunities have no field `ownr`; did you mean `owner`?',
  ],
  [
    'a misspelt option',
    columns({ owner: { colum: 'agent' } }),
    'columns.owner.colum: a mapping has no `colum` here; did you mean `column`?',
  ],
  [
    'a field without an origin',
    columns({ owner: { default: 'nobody' } }),
    'columns.owner: say one of `column`, `columns` and `constant`.',
  ],
  [
    'a field with two origins',
    columns({ route: { column: 'agent', constant: 'direct' } }),
    'columns.route: say one of `column`, `columns` and `constant`.',
  ],
  [
    'a field of one column and of several',
    columns({ id: { column: 'id', columns: ['agent', 'close'] } }),
    'columns.id: say one of `column`, `columns` and `constant`.',
  ],
  [
    'an amount of several columns',
    columns({ amount: { columns: ['value', 'value_eur'] } }),
    'columns.amount.columns: `columns` says nothing about a field of type money. Take it out.',
  ],
  ['a needed field left out', columns({ outcome: undefined }), 'columns.outcome: this is needed and is not there.'],
  [
    'an option of another type',
    columns({ owner: { column: 'agent', decimal: ',' } }),
    'columns.owner.decimal: `decimal` says nothing about a field of type text. Take it out.',
  ],
  [
    'a meaning that does not exist',
    columns({ outcome: { column: 'stage', values: { Won: 'win' } } }),
    'columns.outcome.values.Won: `win` is none of: open won lost.',
  ],
  [
    'a default that does not exist',
    columns({ outcome: { column: 'stage', default: 'maybe' } }),
    'columns.outcome.default: `maybe` is none of: open won lost.',
  ],
  [
    'an unknown lookup',
    columns({ team: { lookup: 'team', column: 'team' } }),
    'columns.team.lookup: there is no lookup `team`; did you mean `teams`?',
  ],
  [
    'aliases of an unknown field',
    { aliases: { produkt: {} } },
    'aliases.produkt: opportunities have no field `produkt`; did you mean `product`?',
  ],
  [
    'aliases of an amount',
    { aliases: { amount: { a: 'b' } } },
    'aliases.amount: `aliases` says nothing about a field of type money. Take it out.',
  ],
  [
    'a lookup by an unmapped field',
    { lookups: { teams: { ...good.lookups.teams, by: 'account' } } },
    'lookups.teams.by: the field `account` is not mapped, so there is nothing to search by. Add it under `columns`.',
  ],
  [
    'a lookup that finds itself',
    { lookups: { teams: { ...good.lookups.teams, by: 'team' } } },
    'lookups.teams.by: `team` comes itself from the lookup that it should find. Search by a field of the main file.',
  ],
])('refused with its path and the cure: %s', (_, change, line) => {
  expect(problems(change)).toEqual([line])
})

test('a needed field that is not mapped at all is named', () => {
  const { outcome: _, ...rest } = good.columns
  expect(problems({ columns: rest })).toEqual([
    'columns.outcome: opportunities need `outcome`. Name its column, or give it a `constant`.',
  ])
})

test('every problem is told at once', () => {
  expect(
    problems({ currency: 'EURO', ...columns({ ownr: 'agent', amount: { column: 'value', zone: 'UTC' } }) }),
  ).toHaveLength(3)
})

test.each<[string, Record<string, unknown>, string]>([
  [
    'a misspelt column',
    columns({ owner: 'agnt' }),
    'columns.owner: no column `agnt` in deals.csv; did you mean `agent`?',
  ],
  [
    'a column far from all',
    columns({ owner: 'salesperson' }),
    'columns.owner: no column `salesperson` in deals.csv; it has: id, agent, stage, close, value, value_eur, value_eur.',
  ],
  [
    'a column that is there twice',
    columns({ amount: 'value_eur' }),
    'columns.amount: deals.csv has two columns `value_eur`. Rename one of them in its first line.',
  ],
  [
    'a misspelt column of a lookup',
    columns({ team: { lookup: 'teams', column: 'taem' } }),
    'columns.team: no column `taem` in teams.csv; did you mean `team`?',
  ],
  [
    'a misspelt key',
    { lookups: { teams: { file: 'teams.csv', key: 'agents', by: 'owner' } } },
    'lookups.teams.key: no column `agents` in teams.csv; did you mean `agent`?',
  ],
])('refused when it meets its files: %s', async (_, change, line) => {
  await expect(bench.run(database, { ...good, ...change })).rejects.toMatchObject({ name: 'FactsError', message: line })
  expect(await database.sql`select from sources`).toHaveLength(0)
})

test('a file that is not there is named with its path', async () => {
  await expect(bench.run(database, { ...good, file: 'dels.csv' })).rejects.toThrow(
    /dels\.csv: this file cannot be read/,
  )
})

test('broken YAML is refused with the line', () => {
  writeFileSync(join(bench.folder, 'broken.yaml'), 'source: crm\n  label: [CRM\n')
  expect(() => loadMapping(join(bench.folder, 'broken.yaml'))).toThrow(
    /^broken\.yaml: this is not YAML: .*line 1, column 9$/,
  )
  expect(() => loadMapping(join(bench.folder, 'absent.yaml'))).toThrow(/absent\.yaml: this file cannot be read/)
})
