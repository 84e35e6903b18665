import type { Temporal } from 'temporal-polyfill'
import { callOf } from '../chat/action.js'
import type { Block, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Round } from '../rounds/model.js'
import { read } from './actions.js'
import type { Blocker } from './blocker-store.js'
import type { Answers, Question, Standup } from './model.js'

/** What came of a round. */
export interface Outcome {
  readonly round: Round
  readonly standup: Standup
  /** Labels of departments by key. */
  readonly labels: ReadonlyMap<string, string>
  readonly now: Temporal.Instant
  readonly answers: readonly { readonly name: string; readonly department: string | null; readonly answers: Answers }[]
  readonly asked: number
  readonly answered: number
  readonly skipped: readonly { readonly name: string; readonly reason: string }[]
  readonly missing: readonly string[]
  readonly blockers: readonly (Blocker & { readonly who: string })[]
}

/** More answers than this are read behind a button: a channel is no archive. */
const mostInline = 12
const mostNames = 10
const mostLines = 8

/**
 * The summary of a round: how many answered, what stands in whose way, what all departments had to say together, and then each
 * department. Who has not answered is named only if the owner wants it; a summary without names has none anywhere.
 */
export function summaryCard(outcome: Outcome, t: Texts): Message {
  const { standup, round, asked, answered } = outcome
  const named = standup.privacy !== 'summary'
  return {
    blocks: [
      { kind: 'heading', text: t.plain('standups.summary_of', { title: standup.title, day: t.day(round.day) }) },
      { kind: 'progress', label: t.plain('standups.answered', { answered, asked }), done: answered, total: asked },
      ...blockersBlock(outcome, named, t),
      ...partBlock('wins', outcome, named, t),
      ...partBlock('plans', outcome, named, t),
      ...tallies(outcome, t),
      ...(named ? answersBlocks(outcome, t) : []),
      ...notes(outcome, named, t),
    ],
    discloses: [],
  }
}

function blockersBlock({ blockers, labels, now }: Outcome, named: boolean, t: Texts): readonly Block[] {
  if (blockers.length === 0) return []
  const lines = blockers.slice(0, mostLines).map(({ who, text, waitsFor, openedAt }) => ({
    label: waitsFor === null ? t.plain('standups.nobody_named') : (labels.get(waitsFor) ?? waitsFor),
    value: t.text('standups.blocker_line', {
      blocker: textOf(text),
      who: named ? who : '',
      named: named ? 'yes' : 'no',
      days: Math.floor(now.since(openedAt).total('hours') / 24),
    }),
  }))
  return [
    { kind: 'text', text: t.text('standups.blockers', { count: blockers.length }) },
    { kind: 'facts', facts: lines },
  ]
}

/** What everybody said to the questions of one part, whatever their department. */
function partBlock(
  part: 'wins' | 'plans',
  { standup, answers, labels }: Outcome,
  named: boolean,
  t: Texts,
): readonly Block[] {
  const places = standup.questions.flatMap((one, index) => (one.kind === 'text' && one.part === part ? [index] : []))
  const lines = answers.flatMap(({ name, department, answers: given }) =>
    places.flatMap((index) => {
      const one = given[index]
      if (one?.kind !== 'words') return []
      const from = labels.get(department ?? '') ?? t.plain('standups.no_label')
      return [{ label: named ? name : from, value: textOf(one.text) }]
    }),
  )
  if (lines.length === 0) return []
  return [
    { kind: 'text', text: t.text(part === 'wins' ? 'standups.wins' : 'standups.plans') },
    { kind: 'facts', facts: lines.slice(0, mostLines) },
    ...(lines.length > mostLines
      ? [{ kind: 'note', text: t.text('standups.more', { count: lines.length - mostLines }) } as const]
      : []),
  ]
}

/** What choices, numbers and scales come to. */
function tallies({ standup, answers }: Outcome, t: Texts): readonly Block[] {
  const facts = standup.questions.flatMap((question, index) => {
    const given = answers.flatMap(({ answers: list }) => list[index] ?? [])
    const value = tallyOf(question, given, t)
    return value ? [{ label: question.label, value }] : []
  })
  return facts.length === 0 ? [] : [{ kind: 'facts', facts }]
}

function tallyOf(question: Question, given: readonly NonNullable<Answers[number]>[], t: Texts): Text | null {
  const numbers = given.flatMap((one) => (one.kind === 'number' ? [one.value] : []))
  if ((question.kind === 'number' || question.kind === 'scale') && numbers.length > 0) {
    const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length
    return t.text('standups.mean', { mean: t.number(mean, 1), count: numbers.length })
  }
  if (question.kind !== 'choice') return null
  const chosen = question.options
    .map((option) => ({ option, count: given.filter((one) => one.kind === 'words' && one.text === option).length }))
    .filter(({ count }) => count > 0)
  return chosen.length === 0
    ? null
    : textOf(t.list(chosen.map(({ option, count }) => t.plain('standups.chosen', { option, count }))))
}

/** The answers of each department, by name: all of them while they are few, else behind a button. */
function answersBlocks(outcome: Outcome, t: Texts): readonly Block[] {
  if (outcome.answers.length === 0) return []
  if (outcome.answers.length <= mostInline) return departmentBlocks(outcome, outcome.answers, t)
  return [
    {
      kind: 'actions',
      buttons: [
        {
          kind: 'call',
          label: t.plain('standups.read_all', { count: outcome.answers.length }),
          call: callOf(read, { round: outcome.round.id, from: 0 }),
          style: 'normal',
          confirm: null,
        },
      ],
    },
  ]
}

/** Answers with names, grouped by department, without what the parts above have said already. */
function departmentBlocks({ standup, labels }: Outcome, answers: Outcome['answers'], t: Texts): readonly Block[] {
  const groups = new Map<string, Outcome['answers'][number][]>()
  for (const one of answers) {
    const label = labels.get(one.department ?? '') ?? t.plain('standups.no_label')
    groups.set(label, [...(groups.get(label) ?? []), one])
  }
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([label, list]): Block[] => {
      const facts = list.flatMap(({ name, answers: given }) => {
        const words = given.flatMap((one, index) => (saysMore(standup.questions[index]) ? said(one) : []))
        return words.length === 0 ? [] : [{ label: name, value: textOf(words.join('\n')) }]
      })
      return facts.length === 0
        ? []
        : [
            { kind: 'text', text: t.text('standups.department', { label }) },
            { kind: 'facts', facts },
          ]
    })
}

const saysMore = (question: Question | undefined): boolean => question?.kind === 'text' && question.part === null

function said(one: Answers[number] | undefined): readonly string[] {
  if (!one) return []
  return one.kind === 'number' ? [String(one.value)] : [one.text]
}

function notes({ standup, skipped, missing }: Outcome, named: boolean, t: Texts): readonly Block[] {
  const lines: Block[] = []
  if (named && skipped.length > 0) {
    const names = skipped
      .slice(0, mostNames)
      .map(({ name, reason }) => t.plain('standups.skipped_one', { name, reason }))
    lines.push({ kind: 'note', text: t.text('standups.skipped', { names: t.list(names) }) })
  }
  if (named && standup.summary.missing && missing.length > 0) {
    const names = t.list(missing.slice(0, mostNames))
    lines.push({
      kind: 'note',
      text: t.text('standups.missing', { names, more: Math.max(0, missing.length - mostNames) }),
    })
  }
  return lines
}

/** A page of all answers of a round, with names, for one reader. */
export function answersCard(outcome: Outcome, from: number, t: Texts): Message {
  const page = outcome.answers.slice(from, from + mostInline)
  const next = from + mostInline
  const facts = page.map(({ name, answers: given }) => ({
    label: name,
    value: textOf(given.flatMap((one) => said(one)).join('\n')),
  }))
  return {
    blocks: [
      {
        kind: 'heading',
        text: t.plain('standups.summary_of', { title: outcome.standup.title, day: t.day(outcome.round.day) }),
      },
      { kind: 'facts', facts },
      ...(next < outcome.answers.length
        ? [
            {
              kind: 'actions',
              buttons: [
                {
                  kind: 'call',
                  label: t.plain('standups.read_more'),
                  call: callOf(read, { round: outcome.round.id, from: next }),
                  style: 'normal',
                  confirm: null,
                },
              ],
            } as const,
          ]
        : []),
    ],
    discloses: [],
  }
}
