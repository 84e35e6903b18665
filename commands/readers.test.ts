import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { textsFor } from '../src/locales/texts.js'
import { readers } from './readers.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const account = { platform: 'slack', workspace: 'T1', user: 'U1' } as const

it('a language is remembered for a minute and no longer, however often it is used', () => {
  const known = readers()
  expect(known.of(account)).toBeNull()
  known.remember(account, textsFor('de', 'Europe/Berlin'))
  vi.advanceTimersByTime(59_000)
  known.remember(account, textsFor('en', 'Europe/Berlin'))
  expect(known.of(account)?.locale).toBe('en')
  vi.advanceTimersByTime(1_000)
  expect(known.of(account)).toBeNull()
})

it('the same user id in another workspace or on another platform is somebody else', () => {
  const known = readers()
  known.remember(account, textsFor('de', 'Europe/Berlin'))
  expect(known.of({ ...account, workspace: 'T2' })).toBeNull()
  expect(known.of({ ...account, platform: 'teams' })).toBeNull()
})
