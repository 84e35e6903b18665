import type { Department, Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import type { Texts } from '../locales/texts.js'
import type { Metric } from './catalogue.js'
import { mayRead, rolesOf, sharedDepartments } from './visibility.js'

/** What a department is called; its key where nobody has given it a label. */
export function departmentLabel(key: string, departments: readonly Department[]): string {
  return departments.find((one) => one.key === key)?.label ?? key
}

/** With whom a metric is shared, for its certificate and for a refusal. */
export function readersOf(metric: Metric, departments: readonly Department[], t: Texts): string {
  if (metric.restrictions.length === 0) return t.plain('metrics.everybody')
  const labels = sharedDepartments(metric).map((key) => departmentLabel(key, departments))
  const executives = metric.restrictions.every((one) => rolesOf(one).includes('executive'))
  const readers = [...labels, ...(executives ? [t.plain('metrics.executives')] : [])]
  return readers.length > 0 ? t.list(readers) : t.plain('metrics.named_people')
}

/** Somebody of the company may not read a metric; they can ask for it. */
export class NotShared extends Refusal {
  readonly metric: string

  constructor(name: string, label: string, readers: string) {
    super('answers.refused', { metric: label, readers })
    this.metric = name
  }
}

/**
 * Lets somebody pass who may read a metric. To be called before anything is read, so that a refusal reveals nothing: it says
 * with whom the number is shared, whether or not there is one.
 * @throws NotShared for anybody else of the company, Refusal for somebody from outside
 */
export async function requireReader(
  metric: Metric,
  person: Person,
  t: Texts,
  departments: () => Promise<readonly Department[]>,
): Promise<void> {
  if (mayRead(metric, person)) return
  const { label } = metric.definition
  if (person.outsider) throw new Refusal('answers.refused_outsider')
  throw new NotShared(metric.definition.name, label, readersOf(metric, await departments(), t))
}

/**
 * Lets somebody pass who may see the rows behind a metric: its readers, but nobody where it is told of groups only, because a row is
 * a group of one.
 * @throws Refusal for anybody else, before anything is read
 */
export async function requireRows(
  metric: Metric,
  person: Person,
  t: Texts,
  departments: () => Promise<readonly Department[]>,
): Promise<void> {
  await requireReader(metric, person, t, departments)
  if (metric.least === null) return
  throw new Refusal('answers.rows_withheld', { metric: metric.definition.label, least: metric.least })
}
