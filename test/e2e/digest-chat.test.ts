import { beforeAll, expect, test } from 'vitest'
import type { PlatformName } from '../../playground/model.js'
import { acmeReady } from './acme.js'
import { type House, house } from './house.js'
import { outcomeOf, wordsOf } from './ledger.js'

beforeAll(acmeReady)

/** Fills the form of a new digest: the two searches are asked as somebody types. */
async function fill(hands: ReturnType<House['as']>, title: string) {
  const metrics = await hands.search({ dialog: 'top', field: 'metrics', text: 'win rate' })
  expect(metrics.options).toContainEqual({ label: 'Win rate', value: 'win_rate' })
  const places = await hands.search({ dialog: 'top', field: 'to', text: '#revenue' })
  expect(places.options).toContainEqual({ label: 'revenue (Slack)', value: 'place:revenue' })
  const submitted = await hands.submit({
    values: {
      title,
      metrics: ['win_rate'],
      period: 'this quarter',
      against: 'previous',
      when: 'Monday 09:30',
      holidays: 'skip',
      to: ['place:revenue'],
    },
  })
  expect([submitted.status, submitted.errors, submitted.toast]).toEqual(['ok', undefined, undefined])
}

test('a leader makes a digest in Slack by form, RevOps approves it by a press, and it is posted at its time', async () => {
  await using acme = await house({ schedules: [] })
  const maya = acme.as('maya', 'slack')
  const nadia = acme.as('nadia', 'slack')
  await maya.command({ text: '/digest new', channel: '#revenue' })
  await maya.waitForDialog()
  await fill(maya, 'Sales beat')
  const card = await maya.waitForPost({ text: 'is saved as a draft' })
  expect(wordsOf(card)).toContain('Monday at 09:30, America/New_York')
  expect(wordsOf(card)).toMatch(/Nov 23, 2026.*Nov 30, 2026.*Dec 7, 2026.*Dec 14, 2026.*Dec 21, 2026/s)
  await acme.clock('2026-11-23T14:30:00Z')
  expect(nadia.sees({ channel: '#revenue', text: 'Sales beat' })).toEqual([])

  await nadia.command({ text: '/digest approve sales-beat' })
  await nadia.waitForPost({ text: 'is approved' })
  await acme.clock('2026-11-30T14:30:00Z')
  const post = await nadia.waitForPost({ channel: '#revenue', text: 'Win rate' })
  expect(wordsOf(post)).toContain('Sales beat')
  await expect.poll(() => outcomeOf(acme.database, 'digest:sales-beat')).toEqual({ state: 'done', reason: null })
})

test('a digest is made in Teams by the same form, behind the button that a dialog needs there', async () => {
  await using acme = await house({ schedules: [] })
  const nadia = acme.as('nadia', 'teams')
  const offered = await nadia.message({ text: 'digest new' })
  const [button] = offered.posts ?? []
  expect(button).toBeDefined()
  await nadia.press({ button: 'A new digest' })
  await nadia.waitForDialog()
  await fill(nadia, 'Revenue beat')
  const card = await nadia.waitForPost({ text: 'is saved as a draft' })
  expect(wordsOf(card)).toMatch(/Monday\s+at 09:30, Europe\/Berlin/)
  await nadia.press({ button: 'Approve', post: card.id })
  const approved = await nadia.waitForPost({ text: 'is approved' })
  await nadia.press({ button: 'Send it to me', post: approved.id })
  const tested = await nadia.waitForPost({ text: 'A test: only you got this' })
  expect(wordsOf(tested)).toContain('Win rate')
})

test('a form with mistakes comes back filled, each mistake at its field', async () => {
  await using acme = await house({ schedules: [] })
  const nadia = acme.as('nadia', 'slack')
  await nadia.command({ text: '/digest edit weekly-revenue', channel: '#revenue' })
  await nadia.waitForDialog()
  const wrong = await nadia.submit({ values: { when: 'whenever you like' } })
  expect(wrong.errors?.when).toContain("I can't read")
})

test('why a number moved is said privately, with the parts that moved it and the rows behind them', async () => {
  await using acme = await house({ schedules: ['digests'] })
  await acme.clock('2026-11-23T08:00:00Z')
  const maya = acme.as('maya', 'slack')
  const posted = await maya.waitForPost({ channel: '#revenue', text: 'revenue beat' })
  await maya.press({ button: 'Why?', post: posted.id, channel: '#revenue' })
  expect(wordsOf(await maya.waitForPost({ text: 'this is what moved it' }))).toMatch(/Together: [+−]/)
  const omar = acme.as('omar', 'teams')
  const there = await omar.waitForPost({ channel: 'Finance/Finance', text: 'revenue beat' })
  await omar.press({ button: 'Why?', post: there.id, channel: 'Finance/Finance' })
  expect(wordsOf(await omar.waitForPost({ text: 'this is what moved it' }))).toMatch(/Together: [+−]/)
})

test.for<[PlatformName, string, string]>([
  ['slack', '#revenue', 'maya'],
  ['teams', 'Finance/Finance', 'omar'],
])('a question about a digest goes to its owner in the thread on %s, and the number can be followed', async (told) => {
  const [platform, channel, person] = told
  await using acme = await house({ schedules: ['digests'] })
  await acme.clock('2026-11-23T08:00:00Z')
  const asking = acme.as(person, platform)
  const posted = await asking.waitForPost({ channel, text: 'revenue beat' })
  await asking.press({ button: 'Ask the owner', post: posted.id, channel })
  await asking.waitForDialog('Ask the owner')
  await asking.submit({ values: { question: 'Is <!channel> EMEA complete?' } })
  const question = await acme.as('nadia', platform).waitForPost({ channel, thread: posted.id, text: 'EMEA complete?' })
  expect(JSON.stringify(question.body)).toContain(platform === 'slack' ? '"type":"user"' : '"type":"mention"')
  await asking.press({ button: 'Why?', post: posted.id, channel })
  const why = await asking.waitForPost({ text: 'this is what moved it' })
  await asking.press({ button: 'Follow', post: why.id, channel })
  await asking.waitForDialog()
})

test('how many places a digest went to is said without the details in their threads', async () => {
  await using acme = await house({ schedules: [] })
  const nadia = acme.as('nadia', 'slack')
  await nadia.command({ text: '/digest send weekly-revenue' })
  await nadia.waitForPost({ channel: '#revenue', text: 'Win rate by region' })
  await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'Win rate by region' })
  await nadia.command({ text: '/digest history' })
  expect(wordsOf(await nadia.waitForPost({ text: 'What became of' }))).toContain('by Nadia Petrova, to 2 places')
})
