import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Round } from '../rounds/model.js'
import type { Turnout } from '../rounds/turnout-store.js'
import { read } from './actions.js'
import type { OpenBlocker } from './blocker-store.js'
import type { Answers, Question, Standup } from './model.js'
import type { Answered } from './store.js'

/** What came of a round. */
export interface Outcome extends Turnout {
  readonly round: Round
  readonly standup: Standup
  /** Labels of departments by key. */
  readonly labels: ReadonlyMap<string, string>
  readonly answers: readonly Answered[]
  /** The first of those who skipped, and of those who have not answered. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[]
  readonly missing: readonly { readonly name: string }[]
  readonly blockers: readonly OpenBlocker[]
}

/** More answers than this are read behind a button: a channel is no archive. */
const mostInline = 12
/** So many names stand in a summary. */
export const mostNames = 10
const mostLines = 8

/**
 * The summary of a round: how many answered, what stands in whose way, what all departments had to say together, and then each
 * department. Who has not answered is named only if the owner wants it; a summary without names has none anywhere.
 */
export function summaryCard(outcome: Outcome, t: Texts): Message {
  const { standup, round, asked, answered } = outcome
  const groups = byDepartment(outcome, t)
  const named = standup.privacy !== 'summary'
  return {
    blocks: [
      { kind: 'heading', text: t.plain('standups.summary_of', { title: standup.title, day: t.day(round.day) }) },
      { kind: 'progress', label: t.plain('standups.answered', { answered, asked }), done: answered, total: asked },
      ...blockersBlock(outcome, named, t),
      ...partBlock('wins', standup, groups, named, t),
      ...partBlock('plans', standup, groups, named, t),
      ...tallies(outcome, t),
      ...(named ? answersBlocks(outcome, groups, t) : []),
      ...notes(outcome, named, t),
    ],
    discloses: [],
  }
}

function blockersBlock({ blockers, labels }: Outcome, named: boolean, t: Texts): readonly Block[] {
  if (blockers.length === 0) return []
  const lines = blockers.slice(0, mostLines).map(({ who, text, waitsFor, days }) => ({
    label: waitsFor === null ? t.plain('standups.nobody_named') : (labels.get(waitsFor) ?? waitsFor),
    value: t.text('standups.blocker_line', {
      blocker: textOf(text),
      who: named ? who : '',
      named: named ? 'yes' : 'no',
      days,
    }),
  }))
  return [
    { kind: 'text', text: t.text('standups.blockers', { count: blockers.length }) },
    { kind: 'facts', facts: lines },
  ]
}

/** What everybody said to the questions of one part, department by department. */
function partBlock(
  part: 'wins' | 'plans',
  standup: Standup,
  groups: readonly Group[],
  named: boolean,
  t: Texts,
): readonly Block[] {
  const places = standup.questions.flatMap((one, index) => (one.kind === 'text' && one.part === part ? [index] : []))
  // Of thousands a few are shown: only those are put into words.
  const lines: { readonly name: string; readonly department: string; readonly text: string }[] = []
  for (const { label, answers } of groups) {
    for (const { name, answers: given } of answers) {
      for (const index of places) {
        const one = given[index]
        if (one?.kind === 'words') lines.push({ name, department: label, text: one.text })
      }
    }
  }
  if (lines.length === 0) return []
  const facts = lines.slice(0, mostLines).map(({ name, department, text }) => ({
    label: named ? t.plain('standups.who_of', { who: name, department }) : department,
    value: textOf(text),
  }))
  return [
    { kind: 'text', text: t.text(part === 'wins' ? 'standups.wins' : 'standups.plans') },
    { kind: 'facts', facts },
    ...(lines.length > mostLines
      ? [{ kind: 'note', text: t.text('standups.more', { count: lines.length - mostLines }) } as const]
      : []),
  ]
}

/** The answers of a department, by its label. */
interface Group {
  readonly label: string
  readonly answers: Outcome['answers']
}

/** Answers by department, in the order of labels; those of nobody's department last. */
function byDepartment({ labels, answers }: Outcome, t: Texts): readonly Group[] {
  const groups = new Map<string, Outcome['answers'][number][]>()
  for (const one of answers) {
    const key = one.department !== null && labels.has(one.department) ? one.department : ''
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  const others = groups.get('')
  groups.delete('')
  return [
    ...[...groups]
      .map(([key, list]) => ({ label: labels.get(key) ?? key, answers: list }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
    ...(others ? [{ label: t.plain('standups.no_label'), answers: others }] : []),
  ]
}

/** What choices, numbers and scales come to. */
function tallies({ standup, answers }: Outcome, t: Texts): readonly Block[] {
  const facts = standup.questions.flatMap((question, index) => {
    if (question.kind === 'text' || question.kind === 'blocker') return []
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
function answersBlocks({ answers, round, standup }: Outcome, groups: readonly Group[], t: Texts): readonly Block[] {
  const few = answers.length <= mostInline
  return [
    ...(few ? (standup.summary.group === 'question' ? questionBlocks : departmentBlocks)(standup, groups, t) : []),
    ...(answers.length > mostLines
      ? [
          {
            kind: 'actions',
            buttons: [readButton(t.plain('standups.read_all', { count: answers.length }), round.id, 0)],
          } as const,
        ]
      : []),
  ]
}

/** The button to a page of the answers. */
const readButton = (label: string, round: number, from: number): Button => pressOf(label, read, { round, from })

/** Answers with names, grouped by department, without what the parts above have said already. */
function departmentBlocks(standup: Standup, groups: readonly Group[], t: Texts): readonly Block[] {
  return groups.flatMap(({ label, answers: list }): Block[] => {
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

/** The same answers, question by question: everybody's to the first, then everybody's to the second. */
function questionBlocks({ questions }: Standup, groups: readonly Group[], t: Texts): readonly Block[] {
  return questions.flatMap((question, index): Block[] => {
    if (!saysMore(question)) return []
    const facts = groups.flatMap(({ label, answers: list }) =>
      list.flatMap(({ name, answers: given }) => {
        const words = said(given[index])
        return words.length === 0
          ? []
          : [{ label: t.plain('standups.who_of', { who: name, department: label }), value: textOf(words.join('\n')) }]
      }),
    )
    return facts.length === 0
      ? []
      : [
          { kind: 'text', text: t.text('standups.question', { label: question.label }) },
          { kind: 'facts', facts },
        ]
  })
}

const saysMore = (question: Question | undefined): boolean => question?.kind === 'text' && question.part === null

function said(one: Answers[number] | undefined): readonly string[] {
  if (!one) return []
  return one.kind === 'number' ? [String(one.value)] : [one.text]
}

function notes({ standup, waiting, skipped, missing }: Outcome, named: boolean, t: Texts): readonly Block[] {
  const lines: Block[] = []
  if (named && skipped.length > 0) {
    const names = skipped.map(({ name, reason }) => t.plain('standups.skipped_one', { name, reason }))
    lines.push({ kind: 'note', text: t.text('standups.skipped', { names: t.list(names) }) })
  }
  if (named && standup.summary.missing && missing.length > 0) {
    const names = t.list(missing.map(({ name }) => name))
    lines.push({ kind: 'note', text: t.text('standups.missing', { names, more: waiting - missing.length }) })
  }
  return lines
}

/** A page of all answers of a round, with names, for one reader: department by department. */
export function answersCard(outcome: Outcome, from: number, t: Texts): Message {
  const { standup, round } = outcome
  const all = byDepartment(outcome, t).flatMap(({ label, answers }) =>
    answers.map((one) => ({ ...one, department: label })),
  )
  const facts = all.slice(from, from + mostInline).map(({ name, department, answers: given }) => ({
    label: t.plain('standups.who_of', { who: name, department }),
    value: textOf(given.flatMap((one) => said(one)).join('\n')),
  }))
  const next = from + mostInline
  return {
    blocks: [
      { kind: 'heading', text: t.plain('standups.summary_of', { title: standup.title, day: t.day(round.day) }) },
      { kind: 'facts', facts },
      ...(next < all.length
        ? [{ kind: 'actions', buttons: [readButton(t.plain('standups.read_more'), round.id, next)] } as const]
        : []),
    ],
    discloses: [],
  }
}
