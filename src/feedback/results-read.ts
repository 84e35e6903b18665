import { pressOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { allPeople } from '../company/store.js'
import * as actions from './prompt-actions.js'
import type { AskedRound } from './prompt-store.js'
import { responseAnswerButton } from './reply-card.js'
import type { Reader } from './results.js'
import * as store from './results-store.js'

/** A channel is no archive, and a private word no book. */
const mostShown = 12
/** So many answers are looked through at most; a longer list is for a spreadsheet. */
const mostRead = 500

/**
 * A page of what was written to a round, question by question, with names where this reader may have them. Call it only where the whole
 * may be told.
 */
export async function readPage(
  context: Context,
  asked: AskedRound,
  { day, reader, from }: { readonly day: string; readonly reader: Reader; readonly from: number },
): Promise<Message> {
  const { prompt, round } = asked
  const { t } = context
  const withNames = prompt.privacy === 'named' || (prompt.privacy === 'confidential' && reader === 'owner')
  const names = new Map(withNames ? (await allPeople(context.db)).map(({ id, name }) => [id, name]) : [])
  const given = await store.answersAfter(context.db, round, null, mostRead)
  const said = prompt.questions.flatMap((question, index) =>
    given.flatMap(({ id, person, answers }) => {
      const answer = answers[index]
      const words = answer?.kind === 'words' ? answer.text : answer?.kind === 'verdict' ? answer.reason : null
      return words ? [{ id, question: question.label, who: names.get(person ?? 0) ?? null, words }] : []
    }),
  )
  if (said.length === 0) return { blocks: [{ kind: 'text', text: t.text('feedback.no_text') }], discloses: [] }
  const page = said.slice(from, from + mostShown)
  const next = from + mostShown
  const blocks: readonly Block[] = [
    { kind: 'heading', text: t.plain('feedback.read_of', { title: prompt.title, day: t.day(day) }) },
    {
      kind: 'facts',
      facts: page.map(({ question, who, words }, index) => ({
        label: t.plain('feedback_items.nth', { n: from + index + 1, label: who ?? question }),
        value: textOf(words),
      })),
    },
    ...(reader === 'owner'
      ? [
          {
            kind: 'actions',
            buttons: page.map(({ id }, index) => responseAnswerButton(id, t, from + index + 1)),
          } as const,
        ]
      : []),
    ...(next < said.length
      ? [
          {
            kind: 'actions',
            buttons: [pressOf(t.plain('feedback.read_more'), actions.read, { round, from: next })],
          } as const,
        ]
      : []),
  ]
  return { blocks, discloses: [] }
}
