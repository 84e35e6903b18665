import { expect, test } from 'vitest'
import { isSlacks } from './outside.js'

const cases: readonly [string, string | null, boolean][] = [
  ['https://files.slack.com/x', null, true],
  ['https://hooks.slack-gov.com/x', null, true],
  ['https://files.slack-gov.com/x', 'https://slack-gov.com/api/', true],
  ['https://hooks.slack.com/x', 'https://slack.com/api/', true],
  ['http://files.slack.com/x', null, false],
  ['https://evilslack.com/x', null, false],
  ['https://slack.com.evil.example/x', 'https://slack.com/api/', false],
  ['http://127.0.0.1:4000/upload', 'http://127.0.0.1:4000/api/', true],
  ['http://127.0.0.1:4001/upload', 'http://127.0.0.1:4000/api/', false],
  ['https://files.slack.com/x', 'http://127.0.0.1:4000/api/', false],
]
test.each(cases)('%s beside the interface at %s: %s', (address, api, ours) => {
  expect(isSlacks(address, api)).toBe(ours)
})
