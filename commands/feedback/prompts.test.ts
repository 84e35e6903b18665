import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Call } from '../../src/chat/action.js'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { flatten } from '../../src/chat/text.js'
import { type AcmeDoor, acmeDoor, presses, says, wordsOf } from '../../test/acme-door.js'

let door: AcmeDoor
beforeAll(async () => {
  door = await acmeDoor('nadia', 'maya', 'lena', 'tom', 'omar', 'gus')
})
afterAll(async () => door[Symbol.asyncDispose]())

const type = async (who: string, text: string) => door.handle(says(who, text))
const press = async (who: string, action: string, args: Call['args']) => door.handle(presses(who, action, args))
async function send(who: string, form: Form, values: Values): Promise<Reply> {
  const { key, from, at, locale } = says(who, '')
  return door.handle({ key, from, at, locale, kind: 'submit', call: form.call, values: { ...form.draft, ...values } })
}
const formOf = (reply: Reply): Form => {
  if (reply.kind !== 'form') throw new Error(`No form: ${wordsOf(reply)}`)
  return reply.form
}
const buttonsIn = (reply: Reply): readonly { readonly label: string; readonly call: Call }[] =>
  reply.kind === 'tell'
    ? reply.message.blocks
        .flatMap((block) => (block.kind === 'actions' ? block.buttons : []))
        .flatMap((button) => (button.kind === 'call' ? [button] : []))
    : []
const callNamed = (reply: Reply, label: string): Call => {
  const found = buttonsIn(reply).find((button) => button.label === label)
  if (!found) throw new Error(`No [${label}] among ${buttonsIn(reply).map((one) => one.label)}`)
  return found.call
}
const statementOf = ({ fields }: Form): string =>
  fields.flatMap((field) => (field.kind === 'info' ? [flatten(field.text)] : [])).join(' ')

/** Makes a prompt from a template by form, asks it, and gives back the round. */
async function asked(template: string, values: Values): Promise<number> {
  const begun = await type('nadia', 'feedback new')
  const titles: Readonly<Record<string, string>> = { 'tool-audit': 'Tool audit', 'forecast-review': 'Forecast review' }
  const form = formOf(await press('nadia', 'feedback.write', callNamed(begun, titles[template] ?? template).args))
  const saved = await send('nadia', form, values)
  const now = await press('nadia', 'feedback.ask', callNamed(saved, 'Ask now').args)
  expect(wordsOf(now)).toContain('asked in their next morning notes')
  const [row] = await door.database.sql<{ id: number }[]>`select max(round) as id from prompt_rounds`
  return row?.id ?? 0
}

describe('a prompt from chat', () => {
  it('comes back with what is wrong beside its field, and nothing typed is lost', async () => {
    const begun = await type('nadia', 'feedback new')
    const form = formOf(await press('nadia', 'feedback.write', callNamed(begun, 'Tool audit').args))
    const again = formOf(await send('nadia', form, { departments: [], day: '31', questions: 'Tools? [1-99]' }))
    expect(Object.keys(again.errors).toSorted()).toEqual(['day', 'departments', 'questions'])
    expect(again.draft.questions).toBe('Tools? [1-99]')
  })

  it('says beside the field in which it was chosen what nobody knows any more', async () => {
    const begun = await type('nadia', 'feedback new')
    const form = formOf(await press('nadia', 'feedback.write', callNamed(begun, 'Tool audit').args))
    const wrong = async (values: Values) =>
      formOf(await send('nadia', form, { when: 'manual', day: null, ...values })).errors
    const gone = expect.stringMatching(/^"gone" is not known/)
    expect(await wrong({ departments: ['gone'] })).toEqual({ departments: gone })
    expect(await wrong({ departments: ['sales'], place: 'gone' })).toEqual({ place: gone })
  })

  it('says before the first question what is stored and who sees it, and that a small department may never show', async () => {
    const round = await asked('tool-audit', {
      departments: ['sales', 'finance', 'marketing'],
      when: 'manual',
      day: null,
    })
    const form = formOf(await press('lena', 'feedback.answer', { round }))
    expect(statementOf(form)).toContain('sealed, without your name or the time, until at least 5')
    expect(statementOf(form)).toContain('Fewer than 5 people of your department are asked')
    const wrong = formOf(await send('lena', form, {}))
    expect(Object.keys(wrong.errors)).toEqual(['q0', 'q2'])
    expect(wordsOf(await send('lena', form, { q0: 'The CRM', q2: '4' }))).toContain('without your name')
    const [stored] = await door.database.sql`select count(*)::int as open from sealed_answers where round = ${round}`
    expect(stored).toEqual({ open: 1 })
    // The form does not show what was said without a name, not even to who said it.
    expect(formOf(await press('lena', 'feedback.answer', { round })).draft).toEqual({})
  })

  it('shows the owner how many have answered, and nothing of it before it may be told', async () => {
    const words = wordsOf(await type('nadia', 'feedback results tool audit'))
    expect(words).toContain('1 of 1 answered')
    expect(words).toContain('told from 5 answers on')
    expect(words).not.toContain('CRM')
    expect(wordsOf(await type('nadia', 'feedback results tool audit over time'))).toContain('nothing to show')
  })

  it('lets nobody see results that are not shared, change a prompt of others, or answer what they were not asked', async () => {
    const round = await asked('forecast-review', { departments: ['finance'], when: 'manual', day: null })
    expect(wordsOf(await press('omar', 'feedback.results', { round, by: null }))).toContain('until they share them')
    expect(wordsOf(await type('lena', 'feedback pause forecast review'))).toContain('Only the owners')
    expect(wordsOf(await press('lena', 'feedback.answer', { round }))).toContain('not among those')
    expect(wordsOf(await type('gus', 'feedback prompts'))).not.toContain('Forecast')
    expect(statementOf(formOf(await press('omar', 'feedback.answer', { round })))).toContain('Confidential')
  })

  it('is previewed, copied, changed, paused and archived', async () => {
    const preview = formOf(await press('lena', 'feedback.preview', { prompt: 'tool-audit' }))
    expect(wordsOf(await send('lena', preview, { q0: 'x' }))).toContain('nothing was kept')
    const copy = formOf(await press('maya', 'feedback.write', { prompt: 'tool-audit', copy: true, template: null }))
    expect(wordsOf(await send('maya', copy, { title: 'Tools of sales', departments: ['sales'] }))).toContain(
      'Tools of sales',
    )
    const edit = formOf(
      await press('maya', 'feedback.write', { prompt: 'tools-of-sales', copy: false, template: null }),
    )
    expect(edit.draft).toMatchObject({ title: 'Tools of sales', departments: ['sales'], privacy: 'anonymous' })
    expect(wordsOf(await send('maya', edit, { title: 'Tools', questions: 'Which? [any: CRM|Mail]' }))).toContain(
      'Tools',
    )
    expect(wordsOf(await type('maya', 'feedback pause tools'))).toContain('paused')
    expect(wordsOf(await type('maya', 'feedback resume tools'))).toContain('asks again')
    expect(wordsOf(await type('maya', 'feedback archive tools'))).toContain('archived')
    expect(wordsOf(await type('maya', 'feedback prompts tools'))).toContain('no prompt')
  })
})
