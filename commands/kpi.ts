import { assertNever } from '../src/chat/assert-never.js'
import type { Reply } from '../src/chat/incoming.js'
import { openGrants } from '../src/company/grants-store.js'
import { allPeople, departmentsOf } from '../src/company/store.js'
import { failedOf } from '../src/facts/runs.js'
import { lastRuns, nextPulls } from '../src/facts/runs-store.js'
import { Refusal } from '../src/locales/refusal.js'
import { type Words, wordsFor } from '../src/locales/words.js'
import { aboutCard } from '../src/metrics/about-card.js'
import * as actions from '../src/metrics/actions.js'
import { ask } from '../src/metrics/ask.js'
import { answerCard } from '../src/metrics/card.js'
import type { Catalogue, Metric } from '../src/metrics/catalogue.js'
import { listCard } from '../src/metrics/list-card.js'
import { approvalsOf, changeOf } from '../src/metrics/own-store.js'
import { answersFor } from '../src/metrics/owner.js'
import type { Question } from '../src/metrics/question.js'
import { companyScorecard, scorecardAnswers, scorecardOf } from '../src/metrics/scorecard.js'
import { scorecard } from '../src/metrics/scorecard-card.js'
import { shareIn } from '../src/metrics/share.js'
import { departmentLabel, requireReader } from '../src/metrics/sharing.js'
import { connectedFacts, sourcesOf, versionSince } from '../src/metrics/store.js'
import { understand } from '../src/metrics/understand.js'
import { unsureCard } from '../src/metrics/unsure-card.js'
import { mayRead, subjectOf } from '../src/metrics/visibility.js'
import { type Phrases, phrasesOfLists } from '../src/time/phrases.js'
import { followWords } from './alerts/follow.js'
import { followBindings, listFollows, unfollow } from './alerts/list.js'
import { type Asking, bind, type Command } from './command.js'
import { handOverBinding } from './handoffs/number.js'
import { accessBindings, offeringAccess } from './kpi/access.js'
import { enterBindings, openEntry } from './kpi/enter.js'
import { metricNamed } from './kpi/named.js'
import { newBindings, outline } from './kpi/new.js'
import { rowsBindings } from './kpi/rows.js'
import { showHistory, showSources, sourcesBindings } from './kpi/sources.js'
import { tell } from './tell.js'

/** `/kpi`, `/kpi list`, `/kpi about METRIC`, and any question: `/kpi win rate last quarter by region`. */
export function kpiCommand(catalogue: Catalogue): Command {
  const words = (text: string, asking: Asking): Promise<Reply> =>
    offeringAccess(asking, () => answerWords(text, asking, catalogue))
  return {
    name: 'kpi',
    words,
    bindings: [
      bind(actions.askWords, { press: ({ words: text }, asking) => words(text, asking) }),
      bind(actions.shareAnswer, {
        press: ({ question }, asking) => offeringAccess(asking, () => share(question, asking, catalogue)),
      }),
      bind(actions.aboutMetric, {
        press: ({ metric }, asking) => offeringAccess(asking, () => about(metricNamed(metric, catalogue), asking)),
      }),
      bind(actions.listMetrics, { press: (_, asking) => list(asking, catalogue) }),
      ...rowsBindings(catalogue),
      ...accessBindings(catalogue),
      ...sourcesBindings(catalogue),
      ...enterBindings(catalogue),
      ...newBindings(catalogue),
      ...followBindings(catalogue),
      handOverBinding(catalogue),
    ],
  }
}

async function answerWords(text: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  // Somebody from outside learns nothing, not even which values there are.
  if (asking.by.outsider) throw new Refusal('answers.refused_outsider')
  const tokens = text.trim().split(/\s+/)
  const verb = verbsOf(wordsFor(asking.t.locale)).match(
    tokens.map((token) => token.toLowerCase()),
    0,
  )
  if (tokens[0] === '') return showScorecard(asking, catalogue)
  if (verb?.value === 'list' && verb.length === tokens.length) return list(asking, catalogue)
  if (verb?.value === 'new' && verb.length === tokens.length) return outline(asking)
  if (verb?.value === 'follows' && verb.length === tokens.length) return listFollows(asking, catalogue)
  if (verb?.value === 'follow') return follow(tokens.slice(verb.length).join(' '), asking, catalogue)
  if (verb && tokens.length > verb.length) {
    const show = ofMetric(verb.value, asking, catalogue)
    if (show) return show(await metricOf(tokens.slice(verb.length).join(' '), asking, catalogue))
  }
  return answerQuestion(text, asking, catalogue)
}

/** Without a number: what is followed already. */
const follow = (text: string, asking: Asking, catalogue: Catalogue): Promise<Reply> =>
  text === '' ? listFollows(asking, catalogue) : followWords(text, asking, catalogue)

type Verb = keyof Words['kpi']

/** What a verb shows of a metric, or null for one that is not about a metric. */
function ofMetric(verb: Verb, asking: Asking, catalogue: Catalogue) {
  switch (verb) {
    case 'about':
      return (metric: Metric | Reply) => ('definition' in metric ? about(metric, asking) : metric)
    case 'sources':
      return (metric: Metric | Reply) => ('definition' in metric ? showSources(metric, asking) : metric)
    case 'history':
      return (metric: Metric | Reply) => ('definition' in metric ? showHistory(metric, asking, catalogue) : metric)
    case 'enter':
      return (metric: Metric | Reply) => ('definition' in metric ? openEntry(metric, asking) : metric)
    case 'unfollow':
      return (metric: Metric | Reply) => ('definition' in metric ? unfollow(metric, asking, catalogue) : metric)
    case 'list':
    case 'new':
    case 'follow':
    case 'follows':
      return null
    default:
      return assertNever(verb)
  }
}

const verbs = new WeakMap<Words, Phrases<Verb>>()

function verbsOf(words: Words): Phrases<Verb> {
  const known = verbs.get(words) ?? phrasesOfLists(words.kpi)
  verbs.set(words, known)
  return known
}

async function answerQuestion(text: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const reading = await understand(catalogue, text, asking, { person: asking.by, locale: asking.t.locale })
  if (reading.kind === 'unsure') {
    if (reading.metric) await mustRead(reading.metric, asking)
    return { kind: 'tell', message: unsureCard(reading.why, reading.suggestions, asking.t) }
  }
  const { question, corrections } = reading
  const metric = metricNamed(question.metric, catalogue)
  await mustRead(metric, asking)
  const answer = await ask(catalogue, question, asking)
  const shareable = asking.at.kind === 'channel'
  const rows = metric.least === null
  const view = { t: asking.t, calendar: asking.company, shareable, rows, corrections }
  return { kind: 'tell', message: answerCard(answer, view) }
}

const mustRead = (metric: Metric, asking: Asking): Promise<void> =>
  requireReader(metric, asking.by, asking.t, () => departmentsOf(asking.db))

async function share(question: Question, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const answer = await shareIn(asking, catalogue, question, asking.at)
  const rows = metricNamed(question.metric, catalogue).least === null
  const view = { t: asking.t, calendar: asking.company, shareable: false, rows, corrections: [] }
  return { kind: 'redraw', message: answerCard(answer, view), note: asking.t.text('answers.shared_done') }
}

/** A metric by any of its names, with typing errors forgiven as in a question; else what to say instead. */
async function metricOf(text: string, asking: Asking, catalogue: Catalogue): Promise<Metric | Reply> {
  const exact = catalogue.find(text)
  if (exact) return exact
  const reading = await understand(catalogue, text, asking, { person: asking.by, locale: asking.t.locale })
  if (reading.kind === 'question') return metricNamed(reading.question.metric, catalogue)
  return reading.metric ?? { kind: 'tell', message: unsureCard(reading.why, reading.suggestions, asking.t) }
}

async function about(metric: Metric, asking: Asking): Promise<Reply> {
  await mustRead(metric, asking)
  const { db, company, t } = asking
  const { definition, version, facts } = metric
  const [departments, sources, next, runs, since, granted, change] = await Promise.all([
    departmentsOf(db),
    sourcesOf(db, facts),
    nextPulls(db, facts),
    lastRuns(db, facts),
    versionSince(db, definition.name, version),
    openGrants(db, subjectOf(definition.name)),
    changeOf(db, definition.name, version),
  ])
  const agreed = change === null ? [] : (await approvalsOf(db, change.id)).map(({ person }) => person)
  const people = granted.length === 0 && change === null ? [] : await allPeople(db)
  const nameOf = (id: number) => people.find((one) => one.id === id)?.name ?? []
  const definedBy = change && { by: [change.person].flatMap(nameOf), agreed: [...new Set(agreed)].flatMap(nameOf) }
  const readers = granted.flatMap((one) => people.find(({ id }) => id === one.person) ?? [])
  const mine = answersFor(definition, asking.by, departments)
  const pulls = { next, failed: failedOf(runs) }
  const background = { metric, company, departments, sources, pulls, since, granted: readers, mine, definedBy }
  return { kind: 'tell', message: aboutCard(background, t) }
}

async function list(asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const readable = catalogue.metrics.filter((metric) => mayRead(metric, asking.by))
  const [connected, departments] = await Promise.all([connectedFacts(asking.db), departmentsOf(asking.db)])
  return { kind: 'tell', message: listCard(readable, connected, departments, asking.t) }
}

async function showScorecard(asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const { by, db, t, company } = asking
  const name = scorecardOf(by)
  const [answers, departments] = await Promise.all([scorecardAnswers(catalogue, name, by, asking), departmentsOf(db)])
  const department = departmentLabel(name, departments)
  if (answers.length === 0) return tell(t.text('metrics.scorecard_none', { department }))
  const whole = name === companyScorecard
  const title = whole ? t.plain('metrics.scorecard_company') : t.plain('metrics.scorecard', { department })
  return { kind: 'tell', message: scorecard(title, answers, { t, calendar: company }) }
}
