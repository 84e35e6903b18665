import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'

const schemaFile = 'node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.30/MicrosoftTeams.schema.json'
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

test('the app’s manifest fits the published schema 1.30', () => {
  const { $schema: _, id: __, ...schema } = json(schemaFile)
  const fits = new Ajv({ strict: false, validateFormats: false }).compile(schema)
  fits(json('teams/manifest.json'))
  expect(fits.errors ?? []).toEqual([])
})

test('it lists exactly the commands and scopes that there are', () => {
  const [bot] = json('teams/manifest.json').bots
  const commands = bot.commandLists.flatMap((list: { commands: { title: string }[] }) =>
    list.commands.map((one) => one.title),
  )
  expect(commands).toEqual([
    ...['kpi', 'digest', 'checklist', 'handoff', 'standup', 'review', 'feedback', 'playbook', 'drumbeat'],
  ])
  // Without it Teams neither hands files over nor takes them.
  expect(bot.supportsFiles).toBe(true)
  expect(bot.scopes).toEqual(['personal', 'team', 'groupChat'])
  expect(bot.commandLists.map((list: { scopes: string[] }) => list.scopes)).toEqual([bot.scopes])
})

test.each([
  ['color', 192],
  ['outline', 32],
])('the %s icon is a PNG of %i pixels', (name, side) => {
  const bytes = readFileSync(`teams/${json('teams/manifest.json').icons[name]}`)
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'))
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([side, side])
})
