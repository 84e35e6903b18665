import type { Block } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import type { Answer, Result } from '../metrics/answer.js'
import { shownValue } from '../metrics/shown.js'
import { subjectOf } from '../metrics/visibility.js'
import type { Standing } from './standing.js'

/** A blocker that stands for a week has met everybody at least once and was cleared by nobody. */
const longBlocked = 7

/** A department with its numbers and with what is open there. */
export interface Team {
  readonly standing: Standing
  readonly answers: readonly Answer[]
}

const isAtRisk = ({ target }: Answer): boolean => target?.status === 'at risk'

/** One line per department: how many of its numbers are on target, which are not, and what waits for it. */
export function teamLine({ standing, answers }: Team, t: Texts): Block {
  const judged = answers.filter(({ target }) => target !== null && target.status !== null)
  const behind = judged.filter(({ target }) => target?.status === 'warn' || target?.status === 'at risk')
  const first = headlineOf(standing.department.key, answers)
  const said = [
    ...(first ? [headline(first, t)] : []),
    ...(judged.length === 0
      ? []
      : [
          t.plain('reviews.on_target', {
            met: judged.filter(({ target }) => target?.status === 'met').length,
            count: judged.length,
          }),
        ]),
    ...behind.slice(0, 2).map((answer) => behindWords(answer, t)),
    ...openWords(standing, t),
  ]
  const department = standing.department.label
  return {
    kind: 'text',
    text:
      said.length === 0
        ? t.text('reviews.team_quiet', { department })
        : t.text('reviews.team', { department, said: t.list(said) }),
    discloses: [...(first ? [first] : []), ...judged].map(({ definition }) => subjectOf(definition.name)),
  }
}

/** The first number on the department's scorecard that is its own, else the first that it shares. */
function headlineOf(key: string, answers: readonly Answer[]): Answer | null {
  const told = answers.filter(({ result }) => result.value !== null)
  return told.find(({ definition }) => definition.owner.department === key) ?? told[0] ?? null
}

/** A number with what it was. */
function headline({ definition, result, against }: Answer, t: Texts): string {
  const shown = (one: Result | undefined): string =>
    !one || one.value === null ? 'none' : shownValue(one.value, definition, one.currency, t)
  return t.plain('reviews.headline', { metric: definition.label, value: shown(result), before: shown(against?.result) })
}

function behindWords({ definition, result }: Answer, t: Texts): string {
  const value = result.value === null ? '' : shownValue(result.value, definition, result.currency, t)
  return t.plain('reviews.behind', { metric: definition.label, value })
}

function openWords(
  { handoffs, late, back, blockers, blockedDays, items, approvals }: Standing,
  t: Texts,
): readonly string[] {
  return [
    ...(handoffs > 0 ? [t.plain('reviews.handoffs', { count: handoffs, late })] : []),
    ...(back > 0 ? [t.plain('reviews.back', { count: back })] : []),
    ...(blockers > 0 ? [t.plain('reviews.blockers', { count: blockers, days: blockedDays })] : []),
    ...(items > 0 ? [t.plain('reviews.items', { count: items })] : []),
    ...(approvals > 0 ? [t.plain('reviews.approvals', { count: approvals })] : []),
  ]
}

/** Which teams need support and why: a number at risk, something overdue, or somebody who has waited for a week. Null when none does. */
export function supportLine(teams: readonly Team[], t: Texts): Block | null {
  const needing = teams.flatMap(({ standing, answers }) => {
    const risky = answers.filter(isAtRisk)
    const why = [
      ...risky.map((answer) => behindWords(answer, t)),
      ...(standing.late > 0 ? [t.plain('reviews.why_late', { count: standing.late })] : []),
      ...(standing.blockedDays >= longBlocked ? [t.plain('reviews.why_blocked', { days: standing.blockedDays })] : []),
      ...(standing.items > 0 ? [t.plain('reviews.items', { count: standing.items })] : []),
    ]
    const team = t.plain('reviews.team_why', { department: standing.department.label, why: t.list(why) })
    return why.length === 0 ? [] : [{ team, risky }]
  })
  if (needing.length === 0) return null
  return {
    kind: 'text',
    text: t.text('reviews.support', { teams: t.list(needing.map(({ team }) => team)) }),
    discloses: needing.flatMap(({ risky }) => risky.map(({ definition }) => subjectOf(definition.name))),
  }
}
