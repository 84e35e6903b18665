import { expect, it } from 'vitest'
import { plan } from './plan.js'

it('the same seed makes the same runs', () => {
  const places = { slack: 24, teams: 24 }
  expect(plan(100, 7, places)).toEqual(plan(100, 7, places))
  expect(plan(100, 8, places)).not.toEqual(plan(100, 7, places))
})
