import { expect, it } from 'vitest'
import { testSecrecy } from '../../test/secrecy.js'
import type { Incoming } from '../chat/incoming.js'
import { openTyped, sealTyped } from './sealed.js'

const form = (words: string): Incoming => ({
  kind: 'submit',
  key: 'slack:T1',
  from: { platform: 'slack', workspace: 'T0ACME', user: 'U0MAYA' },
  at: { platform: 'slack', workspace: 'T0ACME', kind: 'direct', channel: 'U0MAYA', thread: null },
  locale: null,
  call: { action: 'feedback.answer', args: { round: 1 }, opens: 'form' },
  values: { q0: words, q1: ['a', 'b'], q2: 4, q3: null },
})

it('what was filled in comes back as it was, and cannot be read beside the person before', () => {
  const sealed = sealTyped(testSecrecy, form('our planning is chaos'))
  expect(JSON.stringify(sealed)).not.toContain('chaos')
  expect(openTyped(testSecrecy, sealed)).toEqual(form('our planning is chaos'))
})

it('takes up the same room however much was typed', () => {
  const sizes = ['no', 'x'.repeat(9000)].map((words) => JSON.stringify(sealTyped(testSecrecy, form(words))).length)
  expect(sizes[0]).toBe(sizes[1])
})

it('leaves words as they are, and forms that were not sealed', () => {
  const { call: _, values: __, ...rest } = { ...form(''), call: null, values: null }
  const words: Incoming = { ...rest, kind: 'words', text: 'win rate' }
  expect(sealTyped(testSecrecy, words)).toEqual(words)
  expect(openTyped(testSecrecy, form('open'))).toEqual(form('open'))
})
