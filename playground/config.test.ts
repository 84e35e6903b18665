import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig, parseConfig } from './config.js'
import { World } from './world.js'

const people = [
  { key: 'maya', name: 'Maya', teams: true },
  { key: 'gus', name: 'Gus', guest: true },
]

describe('the description of a world', () => {
  test('gives everybody and every channel ids that stay the same, and draws secrets anew', () => {
    const describe = () => parseConfig({ company: 'Acme', people, slack: { channels: [{ name: 'revenue' }] } })
    const [one, other] = [describe(), describe()]
    expect(one.slack.botToken).not.toBe(other.slack.botToken)
    const ids = (config: typeof one) => {
      const world = new World(config)
      return [
        ...world.people.map((person) => [person.slack, person.teams?.id]),
        ...world.channels().map((channel) => channel.id),
      ]
    }
    expect(ids(one)).toEqual(ids(other))
    expect(new Set(ids(one).flat()).size).toBe(ids(one).flat().length)
  })

  test('"everyone" leaves guests out', () => {
    const world = new World(parseConfig({ company: 'Acme', people, slack: { channels: [{ name: 'revenue' }] } }))
    expect(world.channels('slack').find((one) => one.name === 'revenue')?.members).toEqual(['maya'])
  })

  test('lists every problem by its path', () => {
    const broken = {
      company: '',
      people: [{ key: 'Maya', name: 'Maya', zone: 'Mars/Base' }],
      slack: { channels: [{ name: 'Re venue' }], colour: 'red' },
    }
    expect(() => parseConfig(broken)).toThrow(
      /company: [\s\S]*people\.0\.key: [\s\S]*people\.0\.zone: an IANA time zone[\s\S]*slack\.channels\.0\.name: small letters[\s\S]*colour/,
    )
    const strangers = { company: 'Acme', people, slack: { channels: [{ name: 'x', members: ['nobody'] }] } }
    expect(() => parseConfig(strangers)).toThrow('slack.channels.0.members: nobody in people has the key nobody')
  })

  test('reads manifests that lie beside it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'playground-'))
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ features: { slash_commands: [{ command: '/kpi' }] } }),
    )
    writeFileSync(
      join(folder, 'world.yaml'),
      'company: Acme\npeople: [{ key: maya, name: Maya }]\nslack: { manifest: manifest.json }\n',
    )
    expect(loadConfig(join(folder, 'world.yaml')).slack.manifest.features.slash_commands).toMatchObject([
      { command: '/kpi' },
    ])
  })
})
