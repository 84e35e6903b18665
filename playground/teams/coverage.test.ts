import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { actions, elements } from './card/elements.js'
import { EVENTS } from './client/membership.js'
import { INVOKES } from './client/sending.js'
import { NOT_PLAYED, ROUTES } from './connector/operations.js'
import { EXTENSION_MS, EXTENSION_RESULTS, EXTENSION_RETRIES, ROSTER_PAGE, TURN_MS } from './limits.js'
import { validateCard } from './validate-card.js'

/** The tables of the documentation, held against the code. */
const page = readFileSync(new URL('../../docs/playground.md', import.meta.url), 'utf8')
const rowsOf = (heading: string) =>
  (page.split(`### ${heading}\n`)[1]?.split('\n### ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')))

const known = /^(supported|partial: .+|absent)/

describe('the documentation', () => {
  test('names every operation of the connector, by the name that faults know, and says which are not played', () => {
    const rows = rowsOf('Teams, operation by operation').map(([, path = '', name = '', state = '']) => ({
      path,
      name,
      state,
    }))
    const named = (absent: boolean) =>
      Object.fromEntries(
        rows.filter(({ state }) => state.startsWith('absent') === absent).map(({ path, name }) => [path, name]),
      )
    expect(named(false)).toEqual(Object.fromEntries(Object.entries(ROUTES).map(([path, { name }]) => [path, name])))
    expect(named(true)).toEqual(NOT_PLAYED)
    for (const { state } of rows) expect(state).toMatch(known)
  })

  test('names everything that reaches the bot', () => {
    const rows = rowsOf('Teams, what reaches the bot').map(([, name = '', state = '']) => ({ name, state }))
    const played = rows.filter(({ state }) => !state.startsWith('absent')).map(({ name }) => name)
    expect(played.sort()).toEqual([...EVENTS, ...INVOKES, 'message', 'messageReaction'].sort())
    for (const { state } of rows) expect(state).toMatch(known)
  })

  test('names every element and action of cards, and those that Teams does not take', () => {
    const rows = rowsOf('Teams, card by card').map(([, name = '', state = '']) => ({ name, state }))
    const taken = rows.filter(({ state }) => state.startsWith('supported')).map(({ name }) => name)
    // The schema knows Media; Teams' own rules refuse it.
    expect([...taken, 'Media'].sort()).toEqual([...elements.keys(), ...actions.keys()].sort())
    for (const { name } of rows.filter(({ state }) => state.startsWith('absent'))) {
      const sources = [{ mimeType: 'video/mp4', url: 'https://acme.example/v.mp4' }]
      const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: name, sources }] }
      expect(validateCard(card)).not.toEqual([])
    }
  })

  test('gives the numbers', () => {
    const words = ['one', 'once', 'twice']
    expect(page).toContain(`${TURN_MS / 1_000} seconds for an activity and ${EXTENSION_MS / 1_000} for what`)
    expect(page).toContain(`${words[EXTENSION_RETRIES]} more`)
    expect(page).toContain(`without a size has ${ROSTER_PAGE.default} members`)
    expect(page).toContain(`shows ${EXTENSION_RESULTS} results`)
  })
})
