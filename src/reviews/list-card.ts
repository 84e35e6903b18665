import { pressOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import type { Person } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { mayManage } from './rights.js'
import type { StoredReview, StoredTalk } from './store.js'

/** The reviews there are, and the talks that somebody leads: when, where, and what can be done. */
export function listCard(
  reviews: readonly StoredReview[],
  talks: readonly StoredTalk[],
  by: Person,
  t: Texts,
): Message {
  const blocks = [...reviews.flatMap((one) => reviewBlocks(one, by, t)), ...talks.flatMap((one) => talkBlocks(one, t))]
  return { blocks: blocks.length > 0 ? blocks : nothing(by, t), discloses: [] }
}

function nothing(by: Person, t: Texts): readonly Block[] {
  return [
    { kind: 'text', text: t.text('reviews.none') },
    ...(mayManage(by, null)
      ? [
          {
            kind: 'actions',
            buttons: [
              pressOf(t.plain('reviews.new_form'), actions.write, { review: null }, 'primary'),
              pressOf(t.plain('reviews.talk_form'), actions.writeTalk, { department: null }),
            ],
          } as const,
        ]
      : []),
  ]
}

function reviewBlocks({ review, owner, state }: StoredReview, by: Person, t: Texts): readonly Block[] {
  const named = { review: review.name }
  const { day, at, zone, place } = review
  return [
    { kind: 'heading', text: review.title },
    {
      kind: 'text',
      text: t.text('reviews.when', { day: t.plain('standups.weekday', { day }), at, zone, place, state }),
    },
    {
      kind: 'actions',
      buttons: [
        pressOf(t.plain('reviews.preview'), actions.preview, named),
        pressOf(t.plain('reviews.decide'), actions.decide, named),
        ...(mayManage(by, owner)
          ? [
              pressOf(t.plain('reviews.post_now'), actions.postNow, named),
              pressOf(t.plain('reviews.edit'), actions.write, named),
              state === 'active'
                ? pressOf(t.plain('reviews.pause'), actions.pause, named)
                : pressOf(t.plain('reviews.resume'), actions.resume, named),
            ]
          : []),
      ],
    },
  ]
}

function talkBlocks({ talk }: StoredTalk, t: Texts): readonly Block[] {
  const named = { department: talk.department }
  const { day, at, zone } = talk
  const when = { day: t.plain('standups.weekday', { day }), at, zone, department: talk.department }
  return [
    { kind: 'text', text: t.text('reviews.talk_when', when) },
    {
      kind: 'actions',
      buttons: [
        pressOf(t.plain('reviews.prepare'), actions.prepare, named),
        pressOf(t.plain('reviews.note'), actions.note, named),
        pressOf(t.plain('reviews.edit'), actions.writeTalk, named),
      ],
    },
  ]
}
