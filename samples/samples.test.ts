import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../playground/config.js'
import { channelsOf, peopleOf } from '../playground/people.js'
import { checklistsFile } from '../src/checklists/model.js'
import { builtInTemplates } from '../src/checklists/templates.js'
import { companyFile } from '../src/company/file.js'
import { digestsFile } from '../src/digests/model.js'
import { sellers } from './generator/company.js'

const yaml = (name: string): unknown => parse(readFileSync(`samples/${name}`, 'utf8'))
const company = companyFile.parse(yaml('company.yaml'))
const config = loadConfig('samples/playground.yaml')
const known = new Set(company.people.map((person) => person.email))

test('the people of the company are those of the playground, with the same names, zones and languages', () => {
  const played = peopleOf(config).map(({ name, email, zone, locale, guest }) => ({ name, email, zone, locale, guest }))
  const described = company.people.map(({ name, email, zone, locale, guest }) => ({
    ...{ name, email, zone, guest },
    locale: locale ?? company.company.locale,
  }))
  expect(described).toEqual(played.map((person) => expect.objectContaining(person)))
})

test('every place of the company is a channel of the playground, and who is in it may read what its audience says', () => {
  const channels = channelsOf(config, peopleOf(config))
  for (const place of company.places) {
    const channel = channels.find((one) => one.platform === place.platform && one.id === place.channel)
    expect(channel, place.name).toMatchObject({ kind: 'channel', hasBot: true })
    const workspace = place.platform === 'slack' ? config.slack.team : config.teams.tenant
    expect(place.workspace, place.name).toBe(workspace)
    const readers = company.people.filter((person) => channel?.members.includes(person.email.split('@')[0] ?? ''))
    expect(readers.length, place.name).toBeGreaterThan(2)
    expect(
      readers.some((person) => person.guest),
      place.name,
    ).toBe(place.audience.outsiders)
    const { departments } = place.audience
    for (const { department, guest, name } of departments ? readers : []) {
      expect(guest || departments?.includes(department ?? ''), `${name} in ${place.name}`).toBe(true)
    }
  }
})

test('departments, digests and checklists name people and places that exist', () => {
  const places = company.places.map((place) => place.name)
  for (const { leader } of company.departments) expect(known).toContain(leader)
  for (const digest of digestsFile.parse(yaml('digests.yaml')).digests) {
    expect(known).toContain(digest.owner)
    for (const to of digest.destinations) {
      if ('place' in to) expect(places).toContain(to.place)
      else expect(known).toContain(to.person)
    }
  }
  const { templates, runs, schedules } = checklistsFile.parse(yaml('checklists.yaml'))
  const startable = [...templates.map((template) => template.name), ...builtInTemplates().keys()]
  for (const run of [...runs, ...schedules]) {
    expect(places).toContain(run.place)
    expect(known).toContain(run.owner)
    expect(startable).toContain(run.template)
  }
})

test('the sellers of the sample company own deals under their own names', () => {
  const names = sellers.map((seller) => seller.name)
  for (const email of ['lena@acme.example', 'tom@acme.example']) {
    expect(names).toContain(company.people.find((person) => person.email === email)?.name)
  }
})
