import type { Action } from '../../src/chat/action.js'
import { typedIn } from '../../src/chat/fields.js'
import type { Option } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { textsOfPlace } from '../../src/company/texts.js'
import type { Item, ItemVerb } from '../../src/feedback/item.js'
import * as actions from '../../src/feedback/item-actions.js'
import { headingOf, itemCard, itemList } from '../../src/feedback/item-card.js'
import { mergeForm, type Worded, wordedForm } from '../../src/feedback/item-form.js'
import * as store from '../../src/feedback/item-store.js'
import { viewOf, viewsOf } from '../../src/feedback/item-view.js'
import { itemNumbered, mergeItems, replyToItem, requireKeeper, stepItem } from '../../src/feedback/queue.js'
import { Refusal } from '../../src/locales/refusal.js'
import { type Asking, type Binding, bind } from '../command.js'
import { queuedFor } from '../queued.js'
import { tell } from '../tell.js'

/** `/feedback queue [department]`: what waits for the departments that one acts for today, or for another that one looks after. */
export async function showQueue(typed: string, asking: Asking): Promise<Reply> {
  const departments = await queuedFor(typed, asking)
  if (departments.length === 0) throw new Refusal('feedback_items.unknown_department', { typed })
  for (const { key } of departments) await requireKeeper(asking, key)
  const named = asking.t.list(departments.map(({ label }) => label))
  const title = asking.t.plain('feedback_items.queue_of', { department: named })
  const keys = departments.map(({ key }) => key)
  return list(title, await store.openOf(asking.db, keys), asking)
}

const mostGiven = 15

/** `/feedback mine`: what somebody gave with their name, and where it stands. */
export async function showMine(asking: Asking): Promise<Reply> {
  const mine = await store.givenBy(asking.db, asking.by.id, mostGiven)
  return list(asking.t.plain('feedback_items.mine'), mine, asking)
}

async function list(title: string, items: readonly Item[], asking: Asking): Promise<Reply> {
  return { kind: 'tell', message: itemList(title, await viewsOf(asking, items), asking.t) }
}

/** Shows an item to who looks after it, with everything that can be done; to who gave it, without. */
async function showItem(id: number, asking: Asking): Promise<Reply> {
  const item = await itemNumbered(asking, id)
  if (item.giver !== asking.by.id) await requireKeeper(asking, item.department)
  return { kind: 'tell', message: itemCard(await viewOf(asking, item), asking.t, true) }
}

const verbs: Readonly<Record<string, ItemVerb>> = {
  see: 'see',
  act: 'act',
  done: 'finish',
  decline: 'decline',
  reopen: 'reopen',
}
/** Steps that say nothing without words. */
const needWords: ReadonlySet<ItemVerb> = new Set<ItemVerb>(['finish', 'decline'])

/** `/feedback act 7`, `/feedback done 7: what came of it`. @returns null for a word that is no step */
export async function stepByWords(word: string, rest: string, asking: Asking): Promise<Reply | null> {
  const verb = verbs[word]
  if (!verb && word !== 'reply' && word !== 'show' && word !== 'merge') return null
  const read = /^#?(\d{1,9})\s*:?\s*([\s\S]*)$/.exec(rest)
  if (!read) throw new Refusal('feedback_items.unknown', { typed: rest })
  const [id, words] = [Number(read[1]), (read[2] ?? '').trim().slice(0, 1500)]
  if (word === 'merge') return merge(id, Number(/\d{1,9}/.exec(words)?.[0] ?? 0), asking)
  const missing = words === '' && (word === 'reply' || (verb && needWords.has(verb)))
  if (word === 'show' || missing) return showItem(id, asking)
  if (!verb) return replied(id, words, asking)
  return shown(await stepItem(asking, id, verb, words), asking)
}

async function shown(item: Item, asking: Asking): Promise<Reply> {
  return { kind: 'tell', message: itemCard(await viewOf(asking, item), asking.t) }
}

async function replied(id: number, words: string, asking: Asking): Promise<Reply> {
  const { giver } = await replyToItem(asking, id, words)
  return tell(asking.t.text('feedback_items.replied', { named: giver === null ? 'no' : 'yes' }))
}

async function merge(id: number, into: number, asking: Asking): Promise<Reply> {
  await mergeItems(asking, id, into)
  return tell(asking.t.text('feedback_items.merged', { id, into }))
}

/** A step that needs no words: the card with the button is drawn anew. */
async function pressed(id: number, verb: ItemVerb, asking: Asking): Promise<Reply> {
  const view = await viewOf(asking, await stepItem(asking, id, verb))
  return { kind: 'redraw', message: itemCard(view, await textsOfPlace(asking, asking.at)), note: null }
}

/** Opens the form for the words of a step, for who may take it. */
async function ask(step: Worded, id: number, asking: Asking): Promise<Reply> {
  await requireKeeper(asking, (await itemNumbered(asking, id)).department)
  return { kind: 'form', form: wordedForm(step, id, asking.t) }
}

function worded(
  step: Worded,
  action: Action<{ id: number }>,
  act: (id: number, words: string, asking: Asking) => Promise<Reply>,
): Binding {
  return bind(action, {
    press: ({ id }, asking) => ask(step, id, asking),
    submit: async ({ id }, values, asking) => {
      const words = typedIn(values, 'words')
      if (words !== '') return act(id, words, asking)
      return { kind: 'form', form: wordedForm(step, id, asking.t, values, { words: 'feedback_items.no_words' }) }
    },
  })
}

async function stepped(id: number, verb: ItemVerb, words: string, asking: Asking): Promise<Reply> {
  await stepItem(asking, id, verb, words)
  return { kind: 'done' }
}

/** What an item could be the same as: the others that are open in its queue, those with the most words in common first. */
async function alike(item: Item, asking: Asking): Promise<readonly Option[]> {
  const words = wordsIn(item)
  const common = (other: Item): number => [...wordsIn(other)].filter((word) => words.has(word)).length
  const others = (await store.openOf(asking.db, [item.department])).filter(({ id }) => id !== item.id)
  return others
    .toSorted((a, b) => common(b) - common(a))
    .slice(0, 20)
    .map((one) => ({ value: String(one.id), label: headingOf(one, asking.t).slice(0, 75) }))
}

const wordsIn = ({ topic, words }: Item): ReadonlySet<string> =>
  new Set(`${topic} ${words}`.toLocaleLowerCase('en').match(/[\p{L}\p{N}]{4,}/gu) ?? [])

const mergeBinding = bind(actions.merge, {
  press: async ({ id }, asking) => {
    const item = await itemNumbered(asking, id)
    await requireKeeper(asking, item.department)
    const others = await alike(item, asking)
    if (others.length === 0) return tell(asking.t.text('feedback_items.merge_none'))
    return { kind: 'form', form: mergeForm(id, others, asking.t) }
  },
  submit: async ({ id }, values, asking) => {
    return merge(id, Number(typedIn(values, 'into')), asking)
  },
})

/** The buttons and forms of a department's queue. */
export const queueBindings: readonly Binding[] = [
  bind(actions.see, { press: ({ id }, asking) => pressed(id, 'see', asking) }),
  bind(actions.act, { press: ({ id }, asking) => pressed(id, 'act', asking) }),
  bind(actions.reopen, { press: ({ id }, asking) => pressed(id, 'reopen', asking) }),
  worded('finish', actions.finish, (id, words, asking) => stepped(id, 'finish', words, asking)),
  worded('decline', actions.decline, (id, words, asking) => stepped(id, 'decline', words, asking)),
  worded('reply', actions.reply, replied),
  mergeBinding,
  bind(actions.show, {
    press: ({ id }, asking) => {
      return showItem(id, asking)
    },
  }),
  bind(actions.queue, {
    press: ({ department }, asking) => {
      return showQueue(department, asking)
    },
  }),
]
