import { assertNever } from '../../src/chat/assert-never.js'
import type { Reply } from '../../src/chat/incoming.js'
import { Refusal } from '../../src/locales/refusal.js'
import { turnoutByWeek } from '../../src/rounds/turnout-store.js'
import * as actions from '../../src/standups/actions.js'
import { blockerAges } from '../../src/standups/blocker-store.js'
import { clearBlocker, handOver } from '../../src/standups/blockers.js'
import type { StandupState } from '../../src/standups/model.js'
import { openNow } from '../../src/standups/open.js'
import { changeState } from '../../src/standups/save.js'
import { requireManage, standingOf } from '../../src/standups/standing.js'
import { listCard, standingCard, trendCard, writeButton } from '../../src/standups/status-card.js'
import * as store from '../../src/standups/store.js'
import { subjectOf } from '../../src/standups/subjects.js'
import { type Asking, bind, type Command, inside } from '../command.js'
import { tell } from '../tell.js'
import { answerBinding, openAnswer, readBinding, skipBinding } from './answer.js'
import { named } from './named.js'
import { writeBinding } from './write.js'

type Verb = (name: string, asking: Asking) => Promise<Reply>

const verbs: Readonly<Record<string, Verb>> = {
  answer: (_name, asking) => openAnswer(asking),
  skip: (_name, asking) => openAnswer(asking),
  status: (name, asking) => (name === '' ? list(asking) : show(name, asking)),
  list: (_name, asking) => list(asking),
  new: async (_name, asking) => toForm({ standup: null, copy: false }, asking),
  edit: async (name, asking) => toForm({ standup: (await named(name, asking)).standup.name, copy: false }, asking),
  copy: async (name, asking) => toForm({ standup: (await named(name, asking)).standup.name, copy: true }, asking),
  ask: (name, asking) => ask(name.replace(/^now\b\s*/i, ''), asking),
  pause: (name, asking) => change(name, 'paused', asking),
  resume: (name, asking) => change(name, 'active', asking),
  archive: (name, asking) => change(name, 'archived', asking),
  history: (name, asking) => history(name, asking),
}

/** `/standup answer | skip | status | new | edit | copy | ask now | pause | resume | archive | history`. */
export const standupCommand: Command = inside({
  name: 'standup',
  words: async (text, asking) => {
    const [verb = '', ...rest] = text.trim().split(/\s+/)
    if (verb === '') return openAnswer(asking)
    const known = Object.entries(verbs).find(([word]) => word === verb.toLocaleLowerCase('en'))
    if (!known) throw new Refusal('standups.unknown_verb', { typed: verb })
    return known[1](rest.join(' '), asking)
  },
  bindings: [
    answerBinding,
    skipBinding,
    readBinding,
    writeBinding,
    bind(actions.askNow, { press: ({ standup }, asking) => ask(standup, asking) }),
    bind(actions.pause, { press: ({ standup }, asking) => change(standup, 'paused', asking) }),
    bind(actions.resume, { press: ({ standup }, asking) => change(standup, 'active', asking) }),
    bind(actions.archive, { press: ({ standup }, asking) => change(standup, 'archived', asking) }),
    bind(actions.status, { press: ({ standup }, asking) => show(standup, asking) }),
    bind(actions.history, { press: ({ standup }, asking) => history(standup, asking) }),
    bind(actions.clear, { press: ({ id }, asking) => cleared(id, asking) }),
    bind(actions.handOver, { press: ({ id }, asking) => handedOver(id, asking) }),
  ],
})

async function list(asking: Asking): Promise<Reply> {
  const all = await store.all(asking.db)
  const standing = await Promise.all(all.map((one) => standingOf(asking, one)))
  return { kind: 'tell', message: listCard(standing, asking.t) }
}

async function show(name: string, asking: Asking): Promise<Reply> {
  return { kind: 'tell', message: standingCard(await standingOf(asking, await named(name, asking)), asking.t) }
}

/** Words cannot open a form on every platform: they answer with the button that does. */
function toForm(args: { standup: string | null; copy: boolean }, asking: Asking): Reply {
  const label = asking.t.plain(args.standup === null || args.copy ? 'standups.new_form' : 'standups.edit_form')
  return {
    kind: 'tell',
    message: { blocks: [{ kind: 'actions', buttons: [writeButton(label, args)] }], discloses: [] },
  }
}

async function ask(name: string, asking: Asking): Promise<Reply> {
  const stored = await named(name, asking)
  await requireManage(asking, stored)
  const asked = await asking.db.transaction((tx) => openNow({ ...asking, db: tx }, stored.standup))
  const { title } = stored.standup
  switch (asked.kind) {
    case 'asking':
      return tell(asking.t.text('standups.asking', { title, count: asked.count }))
    case 'asked':
      return tell(asking.t.text('standups.asked_today', { title, asked: asked.asked, answered: asked.answered }))
    case 'nobody':
      return tell(asking.t.text('standups.nobody_there', { title }))
    default:
      return assertNever(asked)
  }
}

async function change(name: string, state: StandupState, asking: Asking): Promise<Reply> {
  const stored = await named(name, asking, state === 'active' ? 'archived too' : 'listed')
  await requireManage(asking, stored)
  await changeState(asking, stored.standup.name, state)
  return tell(asking.t.text('standups.changed', { title: stored.standup.title, state }))
}

/** Twelve weeks: a quarter, as far as a trend says anything about how one works now. */
const weeks = 12

async function history(name: string, asking: Asking): Promise<Reply> {
  const stored = await named(name, asking)
  await requireManage(asking, stored)
  const { standup } = stored
  const since = asking.now.subtract({ hours: weeks * 7 * 24 })
  const past = await turnoutByWeek(asking.db, subjectOf(standup.name), since)
  const ages = await blockerAges(asking.db, standup.name, asking.now)
  return { kind: 'tell', message: trendCard(standup.title, past, ages.slice(-weeks), asking.t) }
}

async function cleared(id: number, asking: Asking): Promise<Reply> {
  const first = await asking.db.transaction((tx) => clearBlocker({ ...asking, db: tx }, id))
  return tell(asking.t.text(first ? 'standups.is_cleared' : 'standups.was_cleared'))
}

async function handedOver(id: number, asking: Asking): Promise<Reply> {
  const handoff = await handOver(asking, id)
  return handoff
    ? tell(asking.t.text('standups.is_handed_over', { id: handoff.id, title: handoff.title }))
    : tell(asking.t.text('handoffs.handed_before'))
}
