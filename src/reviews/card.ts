import type { Block, Message } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import type { Context } from '../company/context.js'
import type { Department } from '../company/model.js'
import { lineOf } from '../digests/line.js'
import { blockerLines, handoffLines } from '../digests/loop-lines.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import type { Answer, Result } from '../metrics/answer.js'
import type { Catalogue, Metric } from '../metrics/catalogue.js'
import { disagreements } from '../metrics/disagreement.js'
import { disagreementBlocks } from '../metrics/disagreement-card.js'
import { shownValue } from '../metrics/shown.js'
import { subjectOf } from '../metrics/visibility.js'
import { dayOf } from '../time/zone.js'
import { supportLine, type Team, teamLine } from './department-words.js'
import type { Review } from './model.js'
import { type Numbers, numbersOf } from './numbers.js'
import { type Standings, standingsOf, type Waiting } from './standing.js'

/** Whom a review is written for: in which words, and which numbers they may see. */
export interface Readers {
  readonly t: Texts
  readonly may: (metric: Metric) => boolean
}

/** As many approvals are named; more of them are a matter of their own. */
const mostApprovals = 5

/**
 * A review as its readers get it: the numbers at a glance, what moved, a line per department, who decides what disagrees, what
 * is open between the departments, approvals that are due, and which teams need support. A part without anything to say vanishes.
 */
export async function reviewCard(
  context: Context,
  catalogue: Catalogue,
  review: Review,
  departments: readonly Department[],
  { t, may }: Readers,
): Promise<Message> {
  const numbers = await numbersOf(context, catalogue, review.metrics, departments, may)
  const standings = await standingsOf(context, departments)
  const apart = await disagreements(context, catalogue.metrics.filter(may))
  const teams = standings.departments.map((standing): Team => {
    return { standing, answers: numbers.departments.get(standing.department.key) ?? [] }
  })
  const support = supportLine(teams, t)
  const open = [...(await handoffLines(context, t)), ...(await blockerLines(context, t))]
  const today = dayOf(context.now, context.company.zone)
  return {
    blocks: [
      { kind: 'heading', text: review.title },
      ...(support ? [support] : []),
      ...glance(numbers, t),
      ...part('reviews.moved', movedBlocks(numbers, context, t), t),
      ...part(
        'reviews.teams',
        teams.map((team) => teamLine(team, t)),
        t,
      ),
      ...part('reviews.apart', disagreementBlocks(apart, t), t),
      ...part(
        'reviews.open',
        open.map((text) => ({ kind: 'text', text })),
        t,
      ),
      ...part('reviews.approvals_due', approvalBlocks(standings, departments, t), t),
      { kind: 'note', text: t.text('reviews.as_of', { day: t.day(today) }) },
    ],
    discloses: numbers.glance.map(({ definition }) => subjectOf(definition.name)),
  }
}

const part = (title: TextKey, blocks: readonly Block[], t: Texts): readonly Block[] =>
  blocks.length === 0 ? [] : [{ kind: 'text', text: t.text(title) }, ...blocks]

function glance({ glance: all }: Numbers, t: Texts): readonly Block[] {
  const answers = all.filter(({ result }) => result.value !== null)
  const judged = answers.some(({ target }) => target !== null && target.status !== null)
  const without = all.length - answers.length
  if (answers.length === 0) return [{ kind: 'text', text: t.text('reviews.no_numbers') }]
  return [
    {
      kind: 'table',
      caption: t.plain('reviews.glance'),
      columns: [
        { label: t.plain('metrics.scorecard_metric'), align: 'start' },
        { label: t.plain('metrics.scorecard_now'), align: 'end' },
        { label: t.plain('metrics.scorecard_before'), align: 'end' },
        ...(judged ? [{ label: t.plain('reviews.target'), align: 'start' } as const] : []),
      ],
      rows: answers.map((answer) => [
        textOf(answer.definition.label),
        textOf({ kind: 'strong', text: shown(answer, answer.result, t) }),
        textOf(shown(answer, answer.against?.result ?? null, t)),
        ...(judged ? [textOf(statusOf(answer, t))] : []),
      ]),
    },
    ...(without > 0 ? [{ kind: 'note', text: t.text('reviews.without', { count: without }) } as const] : []),
  ]
}

const shown = ({ definition }: Answer, result: Result | null, t: Texts): string =>
  !result || result.value === null ? '–' : shownValue(result.value, definition, result.currency, t)

const statuses = { met: 'met', near: 'near', warn: 'warn', 'at risk': 'risk' } as const

function statusOf({ target }: Answer, t: Texts): string {
  if (!target || target.status === null) return '–'
  return t.plain('reviews.status', { status: statuses[target.status] })
}

function movedBlocks({ moved }: Numbers, { company }: Context, t: Texts): readonly Block[] {
  return moved.map((answer) => ({
    kind: 'text',
    text: lineOf(answer, { t, calendar: company, today: dayOf(answer.asOf, company.zone) }),
    discloses: [subjectOf(answer.definition.name)],
  }))
}

function approvalBlocks({ approvals }: Standings, departments: readonly Department[], t: Texts): readonly Block[] {
  const label = (key: string): string => departments.find((one) => one.key === key)?.label ?? key
  return approvals.slice(0, mostApprovals).map(({ stage, departments: keys }: Waiting) => ({
    kind: 'text',
    text: t.text('reviews.approval', {
      stage: stage.label,
      title: stage.title,
      departments: t.list(keys.map(label)),
      day: t.day(stage.expiresOn),
    }),
  }))
}
