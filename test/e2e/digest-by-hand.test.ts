import { beforeAll, expect, test } from 'vitest'
import { acmeReady } from './acme.js'
import { house, tell } from './house.js'
import { wordsOf } from './ledger.js'

beforeAll(acmeReady)

test('what somebody posts by hand and does not arrive is told to them, and posted again by a press, alone', async () => {
  await using acme = await house({ schedules: ['digests'] })
  const maya = acme.as('maya', 'slack')
  const nadia = acme.as('nadia', 'slack')
  const refusal = { error: 'restricted_action' }
  await tell(acme.town, 'faults', { platform: 'slack', match: 'chat.postMessage', times: 1, answer: refusal })
  await nadia.command({ text: '/digest send weekly-revenue' })
  const note = await nadia.waitForPost({ text: 'Weekly revenue beat could not be posted to 1 place.' })
  expect(wordsOf(note)).toMatch(/revenue, Slack:\s+Not posted: I am not allowed to post there/)
  await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })

  await nadia.command({ text: '/digest history weekly-revenue' })
  await nadia.waitForPost({ text: 'Not all of it arrived.' })

  await nadia.press({ button: 'Post again', post: note.id })
  await maya.waitForPost({ channel: '#revenue', text: 'revenue beat' })
  await nadia.press({ button: 'Post again', post: note.id })
  await nadia.waitForPost({ text: 'It has arrived meanwhile' })
  expect(maya.sees({ channel: '#revenue', text: 'revenue beat' })).toHaveLength(1)
  expect(acme.as('omar', 'teams').sees({ channel: 'Finance/Finance', text: 'revenue beat' })).toHaveLength(1)
  expect(nadia.sees({ text: 'could not be posted' })).toHaveLength(1)
})
