import type { Temporal } from 'temporal-polyfill'
import { pressOf } from '../chat/button.js'
import type { Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Company, Department, Person } from '../company/model.js'
import { saidOf } from '../facts/run-words.js'
import type { Run } from '../facts/runs.js'
import type { NextPull } from '../facts/runs-store.js'
import type { Texts } from '../locales/texts.js'
import { revokeButtons } from './access-card.js'
import { askWords } from './actions.js'
import type { Source } from './answer.js'
import type { Metric } from './catalogue.js'
import { type NarrowTarget, targetsOf } from './definition.js'
import { dimensionLabel } from './dimension-label.js'
import { departmentLabel, readersOf } from './sharing.js'
import { shownTarget } from './target-card.js'

/** What stands behind a metric at the moment. */
export interface Background {
  readonly metric: Metric
  readonly company: Company
  readonly departments: readonly Department[]
  /** By fact; a fact without sources is not connected. */
  readonly sources: readonly Source[]
  /** When the sources that are asked on schedule are asked next, and the tries of them that brought nothing lately. */
  readonly pulls: { readonly next: readonly NextPull[]; readonly failed: readonly Run[] }
  /** Since when this version of the formula holds; null where the database has none. */
  readonly since: Temporal.Instant | null
  /** Who was let read it beyond those with whom it is shared. */
  readonly granted: readonly Person[]
  /** Who defined this version in a chat, and who agreed to it; null for one that came with the product or from a file. */
  readonly definedBy: { readonly by: readonly string[]; readonly agreed: readonly string[] } | null
  /** Whether the reader answers for it, and may take that back. */
  readonly mine: boolean
}

/** Other names than these would fill the card without helping anybody. */
const mostAliases = 6

/** What a metric means, who answers for it, and where its numbers come from. */
export function aboutCard(background: Background, t: Texts): Message {
  const { metric, departments } = background
  const { definition, version } = metric
  const { owner } = definition
  const department = departmentLabel(owner.department, departments)
  const by =
    owner.person === undefined
      ? department
      : t.plain('metrics.about_owner_person', { department, person: owner.person })
  const since = background.since
    ? t.plain('metrics.about_version_since', { version, moment: background.since })
    : String(version)
  const facts: readonly (readonly [string, string | Text | null])[] = [
    [t.plain('metrics.about_formula'), definition.formula_text],
    [t.plain('metrics.about_stance'), definition.stance ?? null],
    [t.plain('metrics.about_owner'), by],
    [t.plain('metrics.about_version'), since],
    [t.plain('answers.about_proposed_by'), t.list(background.definedBy?.by ?? [])],
    [t.plain('answers.about_approved'), t.list(background.definedBy?.agreed ?? [])],
    [t.plain('metrics.about_target'), t.list(targetsOf(definition).map((one) => targetText(one, background, t)))],
    [t.plain('metrics.about_dimensions'), t.list(definition.dimensions.map((one) => dimensionLabel(one, t)))],
    [t.plain('metrics.about_sources'), sourcesOf(background, t)],
    [t.plain('facts.about_pulls'), pullsOf(background, t)],
    [t.plain('metrics.about_shared'), readersOf(metric, departments, t)],
    [t.plain('answers.access_also'), t.list(background.granted.map(({ name }) => name))],
    [t.plain('answers.least'), metric.least === null ? null : t.plain('answers.least_rows', { least: metric.least })],
    [t.plain('metrics.about_aliases'), t.list(definition.aliases.slice(0, mostAliases))],
  ]
  return {
    blocks: [
      { kind: 'heading', text: definition.label },
      { kind: 'text', text: textOf(definition.description) },
      {
        kind: 'facts',
        facts: facts
          .filter(([, value]) => value !== null && value.length > 0)
          .map(([label, value]) => ({ label, value: textOf(value ?? '') })),
      },
      {
        kind: 'actions',
        buttons: [
          pressOf(t.plain('metrics.ask'), askWords, { words: definition.label }),
          ...(background.mine ? revokeButtons(metric, background.granted, t) : []),
        ],
      },
    ],
    discloses: [],
  }
}

function targetText(target: NarrowTarget, { metric, company }: Background, t: Texts): string {
  const { definition, stock } = metric
  const value = shownTarget(target.value, definition, company.currency, t)
  const said = stock ? value : t.plain('metrics.about_target_per', { value, unit: target.per })
  const narrow = [...Object.values(target.for), ...(target.in === undefined ? [] : [target.in])]
  return narrow.length === 0 ? said : t.plain('metrics.about_target_narrow', { target: said, scope: t.list(narrow) })
}

function sourcesOf({ metric, sources }: Background, t: Texts): string {
  if (sources.length === 0) {
    const facts = t.list(metric.facts.map((fact) => t.plain(`metrics.fact_${fact}`)))
    return t.plain('metrics.about_not_connected', { fact: facts })
  }
  return t.list(
    sources.map(({ label, readAt }) => t.plain('metrics.about_connected', { source: label, moment: readAt })),
  )
}

/** How the numbers stay fresh: when sources are asked next, and which of them could not be asked. */
function pullsOf({ pulls: { next, failed } }: Background, t: Texts): string {
  const times = next.map(({ label, at }) => t.plain('facts.about_next', { source: label, moment: at }))
  const troubles = failed.map(({ label, startedAt, problems }) =>
    t.plain('facts.about_failed', { source: label, moment: startedAt, said: saidOf(problems, t) }),
  )
  return [...(times.length > 0 ? [t.list(times)] : []), ...troubles].join('. ')
}
