import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './prompt-actions.js'
import type { Group, Reader, Results } from './results.js'
import { chartOf, figureOf, figureText } from './results-figures.js'
import { sayButton } from './said-card.js'

/** What a card of results needs beside them. */
export interface Look {
  readonly reader: Reader
  /** Labels of departments by key. */
  readonly labels: ReadonlyMap<string, string>
}

/** Charts with the count of answers, then the groups that may be told, then what may be done. */
export function resultsCard(results: Results, { reader, labels }: Look, t: Texts): Message {
  const { asked, day, invited, answered, whole } = results
  return {
    blocks: [
      { kind: 'heading', text: t.plain('feedback.results_of', { title: asked.prompt.title, day: t.day(day) }) },
      {
        kind: 'progress',
        label: t.plain('feedback.answered_of', { answered, invited }),
        done: answered,
        total: invited,
      },
      ...(whole ? wholeBlocks(results, whole, t) : [tooFew(results, t)]),
      ...groupBlocks(results, labels, t),
      ...buttonsBlock(results, reader, t),
    ],
    discloses: [],
  }
}

function tooFew({ asked, closed, answered }: Results, t: Texts): Block {
  const said = { least: asked.least, answered, closed: closed ? 'yes' : 'no', privacy: asked.prompt.privacy }
  return { kind: 'text', text: t.text('feedback.too_few', said) }
}

function wholeBlocks({ asked, answered, closed }: Results, whole: Group, t: Texts): readonly Block[] {
  const { questions } = asked.prompt
  return [
    ...questions.flatMap((question, index): readonly Block[] => {
      const tally = whole.questions[index]
      if (!tally) return []
      const chart = chartOf(question, tally, t)
      const line = {
        kind: 'facts',
        facts: [{ label: question.label, value: textOf(figureText(question, tally, t)) }],
      } as const
      return chart ? [line, chart] : [line]
    }),
    ...(!closed && whole.count < answered
      ? [{ kind: 'note', text: t.text('feedback.more_later', { count: whole.count, least: asked.least }) } as const]
      : []),
  ]
}

function groupBlocks(
  { asked, by, groups, held, whole }: Results,
  labels: ReadonlyMap<string, string>,
  t: Texts,
): readonly Block[] {
  if (by === null || whole === null) return []
  if (groups.length === 0) return [{ kind: 'note', text: t.text('feedback.no_groups', { least: asked.least, by }) }]
  const questions = asked.prompt.questions.flatMap((question, index) =>
    groups.some(({ questions: list }) => list[index] && figureOf(question, list[index]) !== null)
      ? [{ question, index }]
      : [],
  )
  const rows = groups.map((group) => [
    textOf(labels.get(group.key ?? '') ?? group.key ?? ''),
    textOf(t.number(group.count)),
    ...questions.map(({ question, index }) => {
      const tally = group.questions[index]
      return textOf(tally ? figureText(question, tally, t) : '')
    }),
  ])
  return [
    {
      kind: 'table',
      caption: t.plain('feedback.by_caption', { by }),
      columns: [
        { label: t.plain('feedback.by_column', { by }), align: 'start' },
        { label: t.plain('feedback.answers_axis'), align: 'end' },
        ...questions.map(({ question }) => ({ label: question.label, align: 'start' }) as const),
      ],
      rows,
    },
    ...(held > 0 ? [{ kind: 'note', text: t.text('feedback.held', { held, least: asked.least }) } as const] : []),
  ]
}

function buttonsBlock({ asked, by, whole, closed }: Results, reader: Reader, t: Texts): readonly Block[] {
  if (whole === null) return []
  const { round, prompt, sharedAt } = asked
  const written = prompt.questions.some(({ kind }) => kind === 'text')
  const named = prompt.privacy === 'named'
  const about = prompt.questions.some(({ kind }) => kind === 'account' || kind === 'lead')
  const show = (split: 'department' | 'segment') =>
    pressOf(t.plain('feedback.show_by', { by: split }), actions.results, { round, by: split })
  const buttons: readonly (Button | false)[] = [
    reader === 'owner' &&
      closed &&
      sharedAt === null &&
      pressOf(t.plain('feedback.share'), actions.share, { round }, 'primary'),
    by !== 'department' && show('department'),
    named && about && by !== 'segment' && show('segment'),
    reader === 'owner' && closed && sayButton(round, t),
    (written || named) && pressOf(t.plain('feedback.read'), actions.read, { round, from: 0 }),
    pressOf(t.plain('feedback.download'), actions.download, { round }),
  ]
  return [{ kind: 'actions', buttons: buttons.filter((one) => one !== false) }]
}
