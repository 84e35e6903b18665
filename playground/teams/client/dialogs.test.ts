import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { answer, attachment, card, last, postCard, pressing, textBlock } from '../../../test/teams/help.js'
import { acme, type Stand, stand } from '../../../test/teams/stand.js'

let here: Stand
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off' } })
})
afterAll(() => here[Symbol.asyncDispose]())
beforeEach(() => {
  here.heard.length = 0
})

const acts = () => here.playground.platforms.teams.acts
const opener = card(
  [textBlock('Standup')],
  [{ type: 'Action.Submit', title: 'Answer', data: { msteams: { type: 'task/fetch' }, round: 3 } }],
)
const done = {
  type: 'Input.Text',
  id: 'done',
  label: 'What was done?',
  isRequired: true,
  errorMessage: 'Say one thing',
  maxLength: 20,
}
const form = (note = 'Two questions') =>
  card(
    [
      textBlock(note),
      done,
      { type: 'Input.Date', id: 'due', min: '2026-01-01' },
      {
        type: 'Input.ChoiceSet',
        id: 'who',
        style: 'filtered',
        choices: [],
        'choices.data': { type: 'Data.Query', dataset: 'people' },
      },
    ],
    [{ type: 'Action.Submit', title: 'Send', data: { kind: 'submit' } }],
  )
const asks = (title: string, content: unknown) => ({
  task: { type: 'continue', value: { title, height: 'medium', width: 'medium', card: attachment(content) } },
})
const says = (value: string) => ({ task: { type: 'message', value } })
const inDialog = { person: 'nadia', channel: 'direct', dialog: 'top', home: false }
const submit = (values = {}) => acts().submit({ person: 'nadia', dialog: 'top', values })

/** Opens the form in front of Nadia; the bot answers what `next` says from then on. */
async function opened(next: () => unknown) {
  await postCard(here, 'nadia', 'direct', opener)
  here.logic.run = (turn) => answer(turn, asks('Standup', form()))
  const result = await acts().press(pressing('nadia', 'direct', 'Answer'))
  here.logic.run = (turn) => answer(turn, next())
  return result
}

test('a dialog opens from its button, with the button’s data', async () => {
  expect(await opened(() => undefined)).toMatchObject({
    status: 'ok',
    dialog: { platform: 'teams', title: 'Standup', person: 'nadia', errors: {}, depth: 1 },
  })
  expect(last(here.heard)).toMatchObject({
    type: 'invoke',
    name: 'task/fetch',
    value: { data: { round: 3 }, context: { theme: 'default' } },
  })
})

test('the client checks what is filled in before it sends anything', async () => {
  await opened(() => undefined)
  here.heard.length = 0
  expect(await submit({ done: 'x'.repeat(21), due: '2025-12-31', who: 'omar' })).toMatchObject({
    status: 'refused',
    errors: { done: 'Say one thing', due: 'Not before 2026-01-01.', who: 'There is no choice omar.' },
  })
  expect(here.playground.world.dialogs('teams', 'nadia')).toMatchObject([{ errors: { done: 'Say one thing' } }])
  expect(await submit()).toMatchObject({ status: 'refused', errors: { done: 'Say one thing' } })
  expect(here.heard).toEqual([])
})

test('search offers, choose keeps, submit sends: everything as text', async () => {
  await opened(() => ({
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results: [{ title: 'Omar Said', value: 'omar' }] },
  }))
  const found = await acts().search({ ...inDialog, field: 'who', text: 'om' })
  expect(found.options).toEqual([{ label: 'Omar Said', value: 'omar' }])
  expect(last(here.heard)).toMatchObject({
    name: 'application/search',
    value: { queryText: 'om', queryOptions: { skip: 0, top: 15 }, dataset: 'people' },
  })
  expect(await acts().choose({ ...inDialog, field: 'who', value: 'kenji' })).toMatchObject({ status: 'refused' })
  expect(await acts().choose({ ...inDialog, field: 'who', value: 'omar' })).toMatchObject({ status: 'ok' })
  here.logic.run = (turn) => answer(turn, says('Thank you'))
  expect(await submit({ 'What was done?': 'closed May', due: '2026-11-30' })).toMatchObject({
    status: 'ok',
    toast: 'Thank you',
  })
  expect(last(here.heard)).toMatchObject({
    name: 'task/submit',
    value: { data: { kind: 'submit', done: 'closed May', due: '2026-11-30', who: 'omar' } },
  })
  expect(here.playground.world.dialogs('teams', 'nadia')).toEqual([])
})

test('a submit may be answered with the next form or with nothing; an unreadable answer keeps what was typed', async () => {
  let next: unknown = asks('B', form('This name is taken'))
  await opened(() => next)
  expect(await submit({ done: 'one' })).toMatchObject({ status: 'ok', dialog: { title: 'B' } })
  next = { task: { type: 'continue', value: { title: 'C', card: { contentType: 'text/html', content: '' } } } }
  expect(await submit({ done: 'two' })).toMatchObject({ status: 'failed' })
  expect(here.playground.world.dialogs('teams', 'nadia')).toMatchObject([{ title: 'B' }])
  next = undefined
  expect(await submit({ done: 'three' })).toEqual({ status: 'ok' })
  expect(here.playground.world.dialogs('teams', 'nadia')).toEqual([])
})

test('a second dialog takes the place of the first', async () => {
  await opened(() => undefined)
  await opened(() => undefined)
  expect(here.playground.world.dialogs('teams', 'nadia')).toHaveLength(1)
})

test('a button that should open a dialog and gets none says so', async () => {
  await postCard(here, 'nadia', 'direct', opener)
  here.logic.run = (turn) => answer(turn, {})
  expect(await acts().press(pressing('nadia', 'direct', 'Answer'))).toMatchObject({ status: 'failed' })
  here.logic.run = (turn) => answer(turn, asks('Broken', card([{ type: 'Input.Text' }])))
  const result = await acts().press(pressing('nadia', 'direct', 'Answer'))
  expect(result.toast).toContain('body[0].id')
})

test('cancel closes and tells the bot nothing', async () => {
  await opened(() => undefined)
  here.heard.length = 0
  expect(await acts().cancel({ person: 'nadia', dialog: 'top' })).toEqual({ status: 'ok' })
  expect(here.heard).toEqual([])
  expect(await submit()).toMatchObject({ status: 'refused' })
})
