import { expect, it } from 'vitest'
import type { Place } from '../chat/place.js'
import { troubleIn } from './place-trouble.js'

const revenue: Place = { platform: 'slack', workspace: 'T0', kind: 'channel', channel: 'C0', thread: null }
const maya: Place = { ...revenue, kind: 'direct', channel: 'U0MAYA' }

it.each([
  ['place gone: is_archived', 'archived', 'person gone'],
  ['place gone: channel_not_found', 'gone', 'person gone'],
  ['person gone: user_not_found', 'person gone', 'person gone'],
  ['not installed: MessageWritesBlocked', 'uninstalled', 'uninstalled'],
  ['message gone: message_not_found', null, null],
  ['message invalid: invalid_blocks', null, null],
])('after "%s" a channel is out of reach (%s), or a person (%s)', (code, channel, person) => {
  expect([troubleIn(code, revenue), troubleIn(code, maya)]).toEqual([channel, person])
})
