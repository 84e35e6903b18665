import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built, type Clone, clone } from '../test/e2e/clone.js'
import { campaign, type Report } from './campaign.js'
import { plan } from './plan.js'

/** Fifty runs: every trouble twice and more, in three processes at once. `npm run faults` plays as many as one likes. */
const runs = 50
const patience = 480_000

describe('processes that die and hang, a database that restarts, and platforms that lose answers', () => {
  let copy: Clone
  let report: Report
  beforeAll(async () => {
    copy = clone('pointed at')
    const script = join(built(copy), '../../faults/bot.js')
    const sample = join(copy.folder, 'samples/playground.yaml')
    report = await campaign({ runs, seed: 1, script, sample, say: () => {} })
  }, patience)
  afterAll(() => copy.remove())

  it('leave no due time without an outcome', () => {
    expect(report.slots).toBe(runs)
    expect(report.open).toBe(0)
  })
  it('lose no message', () => expect(report.lost).toEqual([]))
  it('double no message', () => expect(report.doubled).toEqual([]))
  it('leave nothing unknown in Slack', () => expect(report.unknownInSlack).toEqual([]))
  it('have everything told that is unknown in Teams', () => expect(report.unreported).toEqual([]))
  it('leave every live card as things stand', () => {
    expect(report.cards).toBeGreaterThan(5)
    expect(report.stale).toEqual([])
  })
  it('struck most of the time', () => expect(report.struck).toBeGreaterThan(runs / 2))
})

it('the same seed makes the same runs', () => {
  const places = { slack: 24, teams: 24 }
  expect(plan(100, 7, places)).toEqual(plan(100, 7, places))
  expect(plan(100, 8, places)).not.toEqual(plan(100, 7, places))
})
