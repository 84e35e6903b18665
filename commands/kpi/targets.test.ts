import { afterAll, beforeAll, expect, it } from 'vitest'
import { catalogueWith } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource, decided } from '../../src/metrics/testing/rows.js'
import { type KpiDoor, kpiDoor, linesOf } from '../../test/kpi-door.js'

const own = `
- name: win_rate
  target: { value: 0.3, per: quarter, warn_at: 0.27 }
  targets:
    - { value: 0.25, per: quarter, warn_at: 0.1, for: { region: EMEA } }
    - { value: 0.2, per: quarter, for: { region: EMEA }, in: 2026-Q2 }
`
let door: KpiDoor
beforeAll(async () => {
  door = await kpiDoor(async ({ db }) => {
    const crm = await addSource(db, 'opportunities')
    for (const day of ['2026-02-10', '2026-05-12']) {
      await addDeals(db, crm, [
        ...decided('won', day, 2, { region: 'EMEA' }),
        ...decided('lost', day, 8, { region: 'EMEA' }),
        ...decided('won', day, 4, { region: 'APAC' }),
      ])
    }
    return catalogueWith(own)
  })
})
afterAll(() => door[Symbol.asyncDispose]())

it.each([
  ['win rate last quarter vs target', 'Target 30%: met.'],
  ['win rate emea last quarter vs target', 'Target 20%: met.'],
  ['win rate emea 2026-Q1 vs target', 'Target 25%: just missed.'],
  ['win rate emea 2026-Q1', 'Target 25%: just missed.'],
  ['win rate emea this quarter vs target', 'Target 25%.'],
])('%s: %s', async (words, line) => {
  expect(linesOf(await door.say('tom', words))).toContain(line)
})

it('no target of the company or of another region stands beside a region that has none', async () => {
  const lines = linesOf(await door.say('tom', 'win rate apac last quarter vs target'))
  expect(lines.filter((line) => line.startsWith('Target'))).toEqual([])
  expect(lines.join('\n')).toContain('There is no target')
})

it('what a metric means tells every target with the parts and the period that it is for', async () => {
  const lines = linesOf(await door.say('tom', 'about win rate')).join('\n')
  expect(lines).toContain('30% per quarter, 25% per quarter (EMEA), and 20% per quarter (EMEA and 2026-Q2)')
})

it('a breakdown shows each part beside its own target, and none beside a part without one', async () => {
  const lines = linesOf(await door.say('tom', 'win rate last quarter by region')).map((line) =>
    line.replace(/\s+/g, ' '),
  )
  expect(lines.filter((line) => /^(EMEA|APAC) \d/.test(line))).toEqual([
    'APAC 100% 4 of 4 – 100%',
    'EMEA 20% 2 of 10 20%, met 20%',
  ])
})
