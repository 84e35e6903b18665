import type { Reply } from '../../src/chat/incoming.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import * as actions from '../../src/reviews/actions.js'
import { listCard } from '../../src/reviews/list-card.js'
import { type Posted, postReview, previewReview } from '../../src/reviews/post.js'
import { mayManage, requireLeading, requireSetUp } from '../../src/reviews/rights.js'
import { changeState } from '../../src/reviews/save.js'
import { allReviews, allTalks, reviewByName, type StoredReview } from '../../src/reviews/store.js'
import { type Asking, bind, type Command, inside } from '../command.js'
import { tell } from '../tell.js'
import { decisionBindings, mine, openDecide } from './decisions.js'
import { toForm } from './forms.js'
import { endBinding, noteBinding, prepare, prepareBinding, talkBinding } from './talks.js'
import { reviewBinding } from './write.js'

/** `/review list | show | new | edit | now | pause | resume NAME`, `decide`, `decisions`, `one-to-one [DEPARTMENT | new]`. */
export function reviewCommand(catalogue: Catalogue): Command {
  const press = (action: typeof actions.preview, act: (name: string, asking: Asking) => Promise<Reply>) =>
    bind(action, { press: ({ review }, asking) => act(review, asking) })
  const show = (name: string, asking: Asking) => preview(name, asking, catalogue)
  const now = (name: string, asking: Asking) => post(name, asking, catalogue)
  return inside({
    name: 'review',
    words: async (text, asking) => {
      const [verb = '', ...rest] = text.trim().split(/\s+/)
      return answer(verb.toLocaleLowerCase('en'), rest.join(' '), asking, catalogue)
    },
    bindings: [
      press(actions.preview, show),
      press(actions.postNow, now),
      press(actions.pause, (name, asking) => change(name, 'paused', asking)),
      press(actions.resume, (name, asking) => change(name, 'active', asking)),
      reviewBinding(catalogue),
      ...decisionBindings,
      talkBinding,
      prepareBinding(catalogue),
      noteBinding,
      endBinding,
    ],
  })
}

async function answer(verb: string, rest: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  if (verb === 'decisions') return mine(asking)
  requireLeading(asking)
  switch (verb) {
    case '':
    case 'list':
      return list(asking)
    case 'show':
      return preview(rest, asking, catalogue)
    case 'now':
      return post(rest, asking, catalogue)
    case 'new':
      requireSetUp(asking)
      return toForm('reviews.new_form', actions.write, { review: null }, asking)
    case 'edit':
      return toForm('reviews.edit_form', actions.write, { review: (await named(rest, asking)).review.name }, asking)
    case 'pause':
      return change(rest, 'paused', asking)
    case 'resume':
      return change(rest, 'active', asking)
    case 'decide':
      return openDecide((await named(rest, asking)).review.name, asking)
    case 'one-to-one':
      return prepare(rest, asking, catalogue)
    default:
      throw new Refusal('reviews.unknown_verb', { typed: verb })
  }
}

async function list(asking: Asking): Promise<Reply> {
  const talks = (await allTalks(asking.db)).filter(({ lead }) => lead === asking.by.id)
  return { kind: 'tell', message: listCard(await allReviews(asking.db), talks, asking.by, asking.t) }
}

/** The review of a name or title, whatever the case; the only one where none is named. @throws Refusal for another */
async function named(typed: string, asking: Asking): Promise<StoredReview> {
  const wanted = typed.trim().toLocaleLowerCase('en')
  const all = await allReviews(asking.db)
  const [only] = all
  if (wanted === '' && only && all.length === 1) return only
  const found = all.find(({ review }) => review.name === wanted || review.title.toLocaleLowerCase('en') === wanted)
  if (found) return found
  const known = all.map(({ review }) => review.name)
  throw new Refusal('reviews.unknown', { typed, known: known.length === 0 ? 'none' : asking.t.list(known) })
}

async function preview(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  requireLeading(asking)
  const { review } = await named(name, asking)
  return { kind: 'tell', message: await previewReview(asking, catalogue, review) }
}

async function managed(name: string, asking: Asking): Promise<StoredReview> {
  requireLeading(asking)
  const stored = await named(name, asking)
  if (!mayManage(asking.by, stored.owner)) throw new Refusal('reviews.only_executives')
  return stored
}

const said = { posted: 'reviews.posted', before: 'reviews.posted', nowhere: 'reviews.nowhere' } as const

async function post(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const stored = await managed(name, asking)
  const { kind } = await asking.db.transaction(
    (tx): Promise<Posted> =>
      postReview({ ...asking, db: tx }, catalogue, stored, { key: `press:${asking.cause}`, slot: null }),
  )
  return tell(asking.t.text(said[kind], { title: stored.review.title, place: stored.review.place }))
}

async function change(name: string, state: 'active' | 'paused', asking: Asking): Promise<Reply> {
  const { review } = await managed(name, asking)
  await changeState(asking, review.name, state)
  const stored = await reviewByName(asking.db, review.name)
  return tell(asking.t.text('reviews.changed', { title: review.title, state: stored?.state ?? state }))
}
