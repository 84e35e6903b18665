import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { delegate, endDelegation } from '../../src/company/absence-store.js'
import { personByEmail } from '../../src/company/store.js'
import { type AcmeDoor, acmeDoor, presses, says, sends, wordsOf } from '../../test/acme-door.js'

let door: AcmeDoor
beforeAll(async () => {
  door = await acmeDoor('nadia', 'maya', 'ioana', 'sara', 'lena', 'gus')
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`truncate feedback_items, feedback_letters, deliveries restart identity cascade`
})

const typed = async (user: string, text: string): Promise<string> =>
  wordsOf(await door.handle(says(user, `feedback ${text}`)))
const formOf = (reply: Reply): Form => {
  if (reply.kind !== 'form') throw new Error(`No form came, but: ${wordsOf(reply)}`)
  return reply.form
}
/** Somebody sends a form that was opened for them. */
const sent = (user: string, { call }: Form, values: Values): Promise<Reply> =>
  door.handle(sends(user, call.action, call.args, values))
const pressed = (user: string, action: string, args: { readonly [key: string]: number | string | null }) =>
  door.handle(presses(user, action, args))

describe('/feedback', () => {
  it('takes a department, what it is about and what is said, as people type it', async () => {
    expect(await typed('lena', 'to marketing about lead quality: the last list was stale')).toMatch(
      /^Marketing has it as #1\./,
    )
    await typed('lena', 'to Customer success: nobody told us of the renewal')
    await typed('lena', 'to revenue operations about the Monday report: too long: two pages')
    expect(await typed('ioana', 'queue')).toMatch(/#1 lead quality.*Lena Vogt.*Waits for a first look/s)
    expect(await typed('nadia', 'queue customer success')).toMatch(/#2 nobody told us of the renewal/)
    expect(await typed('nadia', 'show 3')).toMatch(/#3 the Monday report\n.*\n.*\ntoo long: two pages/)
    expect(await typed('lena', 'mine')).toMatch(/#3 .*#2 .*#1 /s)
  })

  it('shows who decides for another department meanwhile what waits there, beside their own', async () => {
    const { db } = door.database
    await typed('lena', 'to marketing: the last list was stale')
    await typed('ioana', 'to sales: call the leads of the fair')
    const maya = await personByEmail(db, 'maya@acme.example')
    await delegate(db, 'marketing', { person: maya?.id ?? 0, from: '2026-11-19', to: '2026-11-20' })
    expect(await typed('maya', 'queue')).toMatch(
      /^Feedback for Sales and Marketing.*#1 the last list.*#2 call the leads/s,
    )
    await endDelegation(db, 'marketing')
    expect(await typed('maya', 'queue')).toMatch(/^Feedback for Sales\n/)
  })

  it('says what to type where it cannot read what was typed', async () => {
    expect(await typed('lena', 'to marketting: x')).toMatch(/don't know the department marketting/)
    expect(await typed('lena', 'shout')).toMatch(/don't know shout/)
    expect(await typed('ioana', 'act 99')).toMatch(/no feedback 99/)
    expect(await typed('lena', 'defect weather: rain')).toMatch(/priorities.*data/)
    expect(await typed('gus', 'to marketing: hello')).not.toMatch(/#1/)
  })

  it('brings defects of structure to RevOps', async () => {
    expect(await typed('lena', 'defect data: success cannot see what was promised')).toMatch(
      /^Revenue operations has it/,
    )
    expect(await typed('nadia', 'queue')).toMatch(/#1 success cannot see/)
    expect(await typed('lena', 'queue revops')).toMatch(/Only Revenue operations and RevOps look after this/)
  })

  it('takes every step by words, and asks for the words that one lacks by showing what can be done', async () => {
    await typed('lena', 'to marketing: the last list was stale')
    expect(await typed('sara', 'see 1')).toMatch(/Seen\./)
    expect(await typed('sara', 'act #1')).toMatch(/Sara Lind acts on it\./)
    expect(await typed('sara', 'done 1')).toMatch(/acts on it\./)
    expect(await typed('sara', 'done 1: it is cleaned on Fridays now')).toMatch(/Done: it is cleaned on Fridays now/)
    expect(await typed('sara', 'decline 1: no')).toMatch(/#1 is done already/)
    expect(await typed('sara', 'reopen 1')).toMatch(/Sara Lind acts on it\./)
    expect(await typed('sara', 'reply 1: thank you')).toMatch(/by direct message/)
  })
})

describe('the forms', () => {
  it('open from the menu of a message with its words and its address, with a name or without', async () => {
    const message = { words: 'These leads are all students.', link: 'https://acme.example/archives/C1/p1' }
    for (const action of ['feedback.from_message', 'feedback.from_message_unnamed']) {
      const form = formOf(await pressed('lena', action, message))
      expect(form.draft.words).toBe('These leads are all students.\nhttps://acme.example/archives/C1/p1')
      const empty = await sent('lena', form, { ...form.draft, to: null })
      expect(formOf(empty).errors).toEqual({ to: 'Choose a department.' })
      expect(formOf(empty).draft.words).toBe(form.draft.words)
    }
    const form = formOf(await pressed('lena', 'feedback.from_message', message))
    expect(wordsOf(await sent('lena', form, { ...form.draft, to: 'marketing', topic: 'leads' }))).toMatch(
      /has it as #1/,
    )
  })

  it('say before the first word what is kept of it and who reads it', async () => {
    const info = (form: Form) => JSON.stringify(form.fields.filter(({ kind }) => kind === 'info'))
    const begun = { to: null, kind: 'general', topic: '', words: '' }
    expect(info(formOf(await pressed('lena', 'feedback.give', begun)))).toContain('with your name')
    const unnamed = info(formOf(await pressed('lena', 'feedback.give_unnamed', { to: null })))
    expect(unnamed).toContain('Nothing that is stored says who wrote it')
    expect(unnamed).toContain('leave out what only you know')
  })

  it('offer as the same what has most words in common first', async () => {
    await typed('lena', 'to marketing: the newsletter is late')
    await typed('maya', 'to marketing: the last list of leads was stale')
    await typed('lena', 'to marketing about leads: your last list was stale again')
    const form = formOf(await pressed('ioana', 'feedback.merge', { id: 3 }))
    const [field] = form.fields
    expect(field?.kind === 'choice' && field.options.map(({ value }) => value)).toEqual(['2', '1'])
    expect(wordsOf(await sent('ioana', form, { into: '2' }))).toMatch(/#3 says the same as #2 now/)
    expect(await typed('ioana', 'show 2')).toMatch(/One more says the same/)
  })

  it('start a checklist for what somebody said, which is acted on from then on', async () => {
    await typed('lena', 'to marketing about lead quality: the last list was stale')
    expect(wordsOf(await pressed('sara', 'feedback.start_checklist', { id: 1 }))).toMatch(/leader|RevOps/i)
    const form = formOf(await pressed('ioana', 'feedback.start_checklist', { id: 1 }))
    expect(form.draft.title).toBe('lead quality')
    const [template] = form.fields
    const first = template?.kind === 'choice' ? (template.options[0]?.value ?? '') : ''
    const values = { template: first, title: 'Clean leads', place: 'revenue' }
    expect(wordsOf(await sent('ioana', form, values))).toBe('Clean leads is started in #revenue.')
    expect(await typed('ioana', 'show 1')).toMatch(/Checklist started: Clean leads\.\n.*Ioana Marin acts on it\./)
  })
})
