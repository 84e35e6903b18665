import { backFrom, writeCondition } from '../../src/alerts/model.js'
import { periodWords } from '../../src/alerts/question.js'
import { inUnit, readFollow } from '../../src/alerts/words.js'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { factNames } from '../../src/facts/catalogue.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import type { Definition } from '../../src/metrics/definition.js'
import { nameOf } from '../../src/metrics/settle.js'
import { connectedFacts } from '../../src/metrics/store.js'
import { understand } from '../../src/metrics/understand.js'
import * as actions from '../../src/playbooks/actions.js'
import { draftOf, readForm, type Written, writeForm } from '../../src/playbooks/form.js'
import { type MetricScenario, type Playbook, playbook as playbookShape } from '../../src/playbooks/model.js'
import { problemOf, savePlaybook } from '../../src/playbooks/save.js'
import * as store from '../../src/playbooks/store.js'
import { dayOf } from '../../src/time/zone.js'
import { type Asking, bind } from '../command.js'
import { metricNamed } from '../kpi/named.js'
import { tell } from '../tell.js'
import { named, requireManage, requireMayWrite } from './named.js'

/** The form of a playbook: opened empty or with one to change; saved, or given back with what is wrong. */
export const writeBinding = (catalogue: Catalogue) =>
  bind(actions.write, {
    press: async ({ playbook }, asking) => {
      const before = await beforeOf(playbook, asking)
      return { kind: 'form', form: writeForm(playbook, draftOf(before), await connected(asking), asking.t) }
    },
    submit: ({ playbook }, values, asking) => submit(playbook, values, asking, catalogue),
  })

async function beforeOf(name: string | null, asking: Asking): Promise<Playbook | null> {
  if (name === null) {
    requireMayWrite(asking)
    return null
  }
  const stored = await named(name, asking)
  requireManage(stored, asking)
  return stored.playbook
}

async function connected({ db }: Asking) {
  const known = new Set<string>(await connectedFacts(db))
  return factNames.filter((fact) => known.has(fact))
}

async function submit(name: string | null, values: Values, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const before = await beforeOf(name, asking)
  const facts = await connected(asking)
  const again = (errors: Readonly<Record<string, string>>): Reply => {
    return { kind: 'form', form: writeForm(name, values, facts, asking.t, errors) }
  }
  const read = readForm(values, before, asking.t)
  if ('errors' in read) return again(read.errors)
  const when = await whenOf(read.written, asking, catalogue)
  if (when instanceof Refusal) return again({ when: asking.t.plain(when.key, when.args) })
  if (!when) return again({ when: asking.t.plain('playbooks.wrong_number') })
  const made = playbookShape.safeParse({
    ...(before ?? { owner: asking.by.email, name: await freeName(read.written.title, asking) }),
    title: read.written.title,
    when,
    ...read.written.rest,
  })
  if (!made.success) return again({ [fieldOf(made.error.issues[0]?.path)]: made.error.issues[0]?.message ?? '' })
  const wrong = await problemOf(asking, made.data, catalogue)
  if (wrong) return again({ [fieldOf(wrong.path.split('.'))]: wrong.says })
  await asking.db.transaction((tx) => savePlaybook({ ...asking, db: tx }, made.data))
  return tell(asking.t.text('playbooks.saved', { title: made.data.title, name: made.data.name }))
}

const fieldsBySection = new Map<PropertyKey, string>([
  ['when', 'when'],
  ['say', 'say'],
  ['do', 'with'],
  ['needs', 'needs'],
  ['check', 'after'],
])

/** Beside which field of the form a fault is shown. */
const fieldOf = ([first = 'title']: readonly PropertyKey[] = []): string => fieldsBySection.get(first) ?? 'title'

async function freeName(title: string, { db }: Asking): Promise<string> {
  const base = nameOf(title).replaceAll('_', '-').slice(0, 50)
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}-${count}`
    const taken = await store.byName(db, name)
    if (!taken) return name
  }
}

/** @returns null for words that are not understood, the refusal of a figure that does not belong to the number */
async function whenOf(
  written: Written,
  asking: Asking,
  catalogue: Catalogue,
): Promise<Playbook['when'] | Refusal | null> {
  try {
    return await scenarioOf(written, asking, catalogue)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

async function scenarioOf({ when }: Written, asking: Asking, catalogue: Catalogue): Promise<Playbook['when'] | null> {
  if ('record' in when) return when.record
  const { question: words, when: said } = readFollow(when.number, asking.t.locale)
  const reading = await understand(catalogue, words, asking, { person: asking.by, locale: asking.t.locale })
  if (reading.kind !== 'question' || said === null) return null
  const { question } = reading
  const { company, now } = asking
  const { definition } = metricNamed(question.metric, catalogue)
  const is = typeof said === 'string' ? said : thresholdWords(said, definition, company.currency)
  const filters = Object.fromEntries(question.where.map(({ dimension, values }) => [dimension, values[0] ?? '']))
  const scenario: MetricScenario = {
    metric: question.metric,
    period: periodWords(question.period, { company, today: dayOf(now, company.zone) }),
    filters,
    is,
  }
  return question.by === null ? scenario : { ...scenario, by: question.by }
}

type Said = Exclude<ReturnType<typeof readFollow>['when'], string | null>

function thresholdWords({ side, at, until }: Said, definition: Definition, currency: string): string {
  const line = inUnit(at, definition, currency)
  return writeCondition({
    kind: 'threshold',
    side,
    at: line,
    until: until === null ? backFrom(side, line) : inUnit(until, definition, currency),
  })
}
