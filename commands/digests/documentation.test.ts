import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { digestsFile } from '../../src/digests/model.js'
import { textsFor } from '../../src/locales/texts.js'
import { digestVerbs } from './index.js'

const page = readFileSync('docs/digests.md', 'utf8')

it('names every word that /digest understands, as its answer to an unknown one does', () => {
  const cure = textsFor('en', 'UTC').plain('digests.unknown_verb', { typed: 'x' })
  for (const verb of digestVerbs) {
    expect(page, verb).toContain(`\`/digest ${verb}`)
    expect(cure, verb).toContain(verb)
  }
})

it('shows a file that can be read', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  const [digest] = digestsFile.parse(parse(yaml)).digests
  expect(digest).toMatchObject({ name: 'weekly-revenue', schedule: { cron: '0 9 * * 1' }, state: 'active' })
})
