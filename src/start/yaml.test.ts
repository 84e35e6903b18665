import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { companyFile } from '../company/file.js'
import { readYaml } from './yaml.js'

const folder = mkdtempSync(join(tmpdir(), 'drumbeat-yaml-'))
afterAll(() => rmSync(folder, { recursive: true }))

const read = (content: string) => {
  const file = join(folder, 'company.yaml')
  writeFileSync(file, content)
  return readYaml(file, companyFile)
}

const good = `company: { name: Acme Cloud, zone: Europe/Berlin, currency: EUR }\ndepartments: [{ key: sales, label: Sales }]\n`

it('reads a company, with what it leaves out filled in', () => {
  expect(read(good)?.company).toEqual({
    name: 'Acme Cloud',
    zone: 'Europe/Berlin',
    currency: 'EUR',
    fiscal_year_starts: 1,
    week_starts: 1,
    locale: 'en',
    country: null,
  })
})

it('takes a file that is not there for one that says nothing', () => {
  expect(readYaml(join(folder, 'nothing.yaml'), companyFile)).toBeNull()
})

it('refuses a file whose aliases multiply without end', () => {
  const names = 'abcdefghi'.split('')
  const bomb = names.map(
    (name, index) =>
      `${name}: &${name} [${Array(9)
        .fill(index === 0 ? 'x' : `*${names[index - 1]}`)
        .join(', ')}]`,
  )
  expect(() => read(bomb.join('\n'))).toThrow('company.yaml: ')
})

it.each([
  [good.replace('Europe/Berlin', 'Europe/Berlni'), 'company.zone (is "Europe/Berlni"): not an IANA time zone'],
  [good.replace('EUR', 'euros'), 'company.currency (is "euros"): write an ISO 4217 code'],
  [good.replace('key: sales', 'key: "Sales Team"'), 'departments[0].key (is "Sales Team"): use lower-case letters'],
  [`${good}peple: []\n`, 'Unrecognized key: "peple"'],
  [good.replace('label: Sales', 'label: [Sales'), 'company.yaml: '],
])('names the file, the place, the value and the cure: %#', (content, words) => {
  expect(() => read(content)).toThrow(words)
})
