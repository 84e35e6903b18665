import { pressOf } from '../../src/chat/button.js'
import type { Reply } from '../../src/chat/incoming.js'
import { departmentsFor } from '../../src/company/deciding.js'
import { departmentOptions } from '../../src/company/options.js'
import { departmentsOf } from '../../src/company/store.js'
import { textsOfPlace } from '../../src/company/texts.js'
import * as actions from '../../src/handoffs/actions.js'
import { handoffCard, listCard, rulesCard } from '../../src/handoffs/card.js'
import { newForm, quotedDraft, type Worded } from '../../src/handoffs/form.js'
import { defaultRule, type Verb } from '../../src/handoffs/model.js'
import { openHandoff } from '../../src/handoffs/open.js'
import { found, takeStep } from '../../src/handoffs/step.js'
import { allRules, openOf } from '../../src/handoffs/store.js'
import { nameOf, namesOf } from '../../src/handoffs/tell.js'
import { readTo } from '../../src/handoffs/words.js'
import { Refusal } from '../../src/locales/refusal.js'
import { type Asking, bind, type Command, inside } from '../command.js'
import { queuedFor } from '../queued.js'
import { askWords, opened, submitNew, submitRule, submitStep } from './forms.js'

/** The steps that a press takes without another word. */
const plainSteps: readonly (readonly [Verb, typeof actions.accept])[] = [
  ['accept', actions.accept],
  ['confirm', actions.confirm],
  ['withdraw', actions.withdraw],
]

/** `/handoff to DEPARTMENT: what`, `mine`, `queue DEPARTMENT`, `accept | return | add | done | confirm | reopen | withdraw N`, `rules`. */
export const handoffCommand: Command = inside({
  name: 'handoff',
  words: (text, asking) => answer(text.trim(), asking),
  bindings: [
    ...plainSteps.map(([verb, action]) => bind(action, { press: ({ id }, asking) => pressed(asking, id, verb) })),
    ...worded(),
    bind(actions.show, { press: ({ id }, asking) => show(asking, id) }),
    bind(actions.newHandoff, {
      press: async (args, asking) => ({ kind: 'form', form: newForm(args, await departmentOptions(asking), asking.t) }),
      submit: (args, values, asking) => submitNew(args, values, asking),
    }),
    bind(actions.fromMessage, {
      press: async (message, asking) => {
        const blank = { to: null, title: '', record: null }
        return { kind: 'form', form: newForm(blank, await departmentOptions(asking), asking.t, quotedDraft(message)) }
      },
    }),
    bind(actions.changeRule, {
      press: (_args, asking) => submitRule(null, asking),
      submit: (_args, values, asking) => submitRule(values, asking),
    }),
  ],
})

function worded() {
  const bound: readonly (readonly [Worded, typeof actions.add])[] = [
    ['return', actions.giveBack],
    ['add', actions.add],
    ['done', actions.done],
    ['reopen', actions.reopen],
    ['progress', actions.progress],
  ]
  return bound.map(([word, action]) =>
    bind(action, {
      press: ({ id }, asking) => askWords(word, id, asking),
      submit: ({ id }, values, asking) => submitStep(word, id, values, asking),
    }),
  )
}

const steps: ReadonlySet<string> = new Set<Verb>(['accept', 'return', 'add', 'done', 'confirm', 'reopen', 'withdraw'])
const isStep = (word: string): word is Verb => steps.has(word)
/** Steps that say nothing without words. */
const needWords: ReadonlySet<Verb> = new Set<Verb>(['return', 'add', 'reopen'])

async function answer(text: string, asking: Asking): Promise<Reply> {
  const [first = '', ...others] = text.split(/\s+/)
  const verb = first.toLocaleLowerCase('en')
  const rest = text.slice(first.length).trim()
  if (verb === '' || verb === 'mine') return mine(asking)
  if (verb === 'new') return buttonToForm(asking)
  if (verb === 'to') return handTo(rest, asking)
  if (verb === 'queue') return queue(rest, asking)
  if (verb === 'rules') return rules(asking)
  if (isStep(verb)) return stepByWords(verb, others.join(' '), asking)
  throw new Refusal('handoffs.unknown_verb', { typed: first })
}

async function handTo(text: string, asking: Asking): Promise<Reply> {
  const departments = await departmentsOf(asking.db)
  const typed = readTo(text, departments, asking.t.plain('handoffs.typed_by'))
  if (!typed) throw new Refusal('handoffs.no_department', { typed: text.split(':')[0] ?? '' })
  const { department, title, due } = typed
  if (title === '') return buttonToForm(asking, department.key)
  const handoff = await openHandoff(asking, { to: department.key, title, due, why: '', evidence: '', record: null })
  return opened(handoff, asking)
}

/** Words cannot open a form on every platform: they answer with the button that does. */
async function buttonToForm(asking: Asking, to: string | null = null): Promise<Reply> {
  const args = { to, title: '', record: null }
  const button = pressOf(asking.t.plain('handoffs.new_form'), actions.newHandoff, args, 'primary')
  return { kind: 'tell', message: { blocks: [{ kind: 'actions', buttons: [button] }], discloses: [] } }
}

async function stepByWords(verb: Verb, text: string, asking: Asking): Promise<Reply> {
  const read = /^#?(\d{1,9})\s*:?\s*([\s\S]*)$/.exec(text)
  if (!read) throw new Refusal('handoffs.unknown', { typed: text })
  const id = Number(read[1])
  const words = (read[2] ?? '').trim()
  if (needWords.has(verb) && words === '') return show(asking, id)
  return step(asking, id, verb, words)
}

async function step(asking: Asking, id: number, verb: Verb, words: string): Promise<Reply> {
  await takeStep(asking, id, verb, words)
  return show(asking, id)
}

/** The message with the button becomes the card as it is now; the cards in both departments are redrawn anyway. */
async function pressed(asking: Asking, id: number, verb: Verb): Promise<Reply> {
  const named = await nameOf(asking, await takeStep(asking, id, verb))
  return { kind: 'redraw', message: handoffCard(named, await textsOfPlace(asking, asking.at)), note: null }
}

async function show(asking: Asking, id: number): Promise<Reply> {
  return { kind: 'tell', message: handoffCard(await nameOf(asking, await found(asking, id)), asking.t) }
}

async function mine(asking: Asking): Promise<Reply> {
  const sent = await openOf(asking.db, { sender: asking.by.id })
  const received = await openOf(asking.db, { to: await departmentsFor(asking) })
  const owned = received.filter(({ owner }) => owner === null || owner === asking.by.id)
  // Who decides for the other side meanwhile may have sent it themselves: it stands there once.
  const once = new Map([...owned, ...sent].map((one) => [one.id, one]))
  return list(asking.t.plain('handoffs.mine'), [...once.values()], asking)
}

async function queue(typed: string, asking: Asking): Promise<Reply> {
  const departments = await queuedFor(typed, asking)
  if (departments.length === 0) throw new Refusal('handoffs.no_department', { typed })
  const named = asking.t.list(departments.map(({ label }) => label))
  const title = asking.t.plain('handoffs.queue_of', { department: named })
  return list(title, await openOf(asking.db, { to: departments.map(({ key }) => key) }), asking)
}

async function list(title: string, handoffs: Awaited<ReturnType<typeof openOf>>, asking: Asking): Promise<Reply> {
  return { kind: 'tell', message: listCard(title, await namesOf(asking, handoffs), asking.t) }
}

async function rules(asking: Asking): Promise<Reply> {
  const labels = new Map((await departmentsOf(asking.db)).map(({ key, label }) => [key, label]))
  const known = (await allRules(asking.db)).map((one) => ({
    ...one,
    labels: [labels.get(one.from) ?? one.from, labels.get(one.to) ?? one.to] as const,
  }))
  return { kind: 'tell', message: rulesCard(known, defaultRule, asking.t) }
}
