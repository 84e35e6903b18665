import { callOf } from '../../src/chat/action.js'
import { pressOf } from '../../src/chat/button.js'
import { textField, typedIn } from '../../src/chat/fields.js'
import type { Form } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { allPeople } from '../../src/company/store.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import * as actions from '../../src/playbooks/actions.js'
import { listCard, playbookCard, proposalsCard } from '../../src/playbooks/card.js'
import * as decide from '../../src/playbooks/decide.js'
import { isRecord, type PlaybookState } from '../../src/playbooks/model.js'
import { sample } from '../../src/playbooks/records-store.js'
import { changeState } from '../../src/playbooks/save.js'
import { maySee, sayText } from '../../src/playbooks/shown.js'
import * as store from '../../src/playbooks/store.js'
import { dayOf } from '../../src/time/zone.js'
import { type Asking, type Binding, bind, type Command, inside } from '../command.js'
import { tell } from '../tell.js'
import { named, requireManage } from './named.js'
import { writeBinding } from './write.js'

type Verb = (name: string, asking: Asking) => Promise<Reply>

const verbsOf = (catalogue: Catalogue): Readonly<Record<string, Verb>> => ({
  list: (_name, asking) => list(asking),
  waiting: (_name, asking) => waiting(asking, catalogue),
  show: (name, asking) => show(name, asking, catalogue),
  try: (name, asking) => attempt(name, asking, catalogue),
  new: async (_name, { t }) => toForm(null, t.plain('playbooks.new')),
  edit: async (name, asking) => toForm((await named(name, asking)).playbook.name, asking.t.plain('playbooks.edit')),
  pause: (name, asking) => change(name, 'paused', asking),
  resume: (name, asking) => change(name, 'active', asking),
  end: (name, asking) => change(name, 'ended', asking),
})

/** `/playbook list | waiting | show | try | new | edit | pause | resume | end`. */
export function playbookCommand(catalogue: Catalogue): Command {
  const verbs = verbsOf(catalogue)
  return inside({
    name: 'playbook',
    words: async (text, asking) => {
      const [verb = '', ...rest] = text.trim().split(/\s+/)
      if (verb === '') return list(asking)
      const known = Object.entries(verbs).find(([word]) => word === verb.toLocaleLowerCase('en'))
      if (!known) throw new Refusal('playbooks.unknown_verb', { typed: verb })
      return known[1](rest.join(' '), asking)
    },
    bindings: [...decisions(catalogue), ...standing(catalogue), writeBinding(catalogue)],
  })
}

/** What somebody decides of what a playbook proposes. */
const decisions = (catalogue: Catalogue): readonly Binding[] => [
  bind(actions.accept, { press: ({ firing }, asking) => accept(firing, '', asking, catalogue) }),
  bind(actions.add, {
    press: async ({ firing }, asking) => {
      const open = await decide.open(asking, firing)
      if (!open) return tell(asking.t.text('playbooks.decided_before'))
      return { kind: 'form', form: addForm(firing, open.playbook.needs ?? '', asking) }
    },
    submit: ({ firing }, values, asking) => {
      return accept(firing, typedIn(values, 'words'), asking, catalogue)
    },
  }),
  bind(actions.decline, {
    press: async ({ firing }, asking) => {
      const first = await decide.decline(asking, firing)
      return tell(asking.t.text(first ? 'playbooks.declined' : 'playbooks.decided_before'))
    },
  }),
  bind(actions.helped, {
    press: async ({ firing, helped }, asking) => {
      const first = await decide.sayHelped(asking, firing, helped)
      return tell(asking.t.text(first ? 'playbooks.thanks' : 'playbooks.helped_before'))
    },
  }),
  bind(actions.waiting, { press: (_, asking) => waiting(asking, catalogue) }),
]

const standing = (catalogue: Catalogue): readonly Binding[] => [
  bind(actions.show, { press: ({ playbook }, asking) => show(playbook, asking, catalogue) }),
  bind(actions.attempt, { press: ({ playbook }, asking) => attempt(playbook, asking, catalogue) }),
  bind(actions.pause, { press: ({ playbook }, asking) => change(playbook, 'paused', asking) }),
  bind(actions.resume, { press: ({ playbook }, asking) => change(playbook, 'active', asking) }),
  bind(actions.end, { press: ({ playbook }, asking) => change(playbook, 'ended', asking) }),
]

async function accept(firing: number, words: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const done = await decide.accept(asking, catalogue, firing, words)
  return tell(done ? done.said(asking.t) : asking.t.text('playbooks.decided_before'))
}

function addForm(firing: number, needs: string, { t }: Asking): Form {
  return {
    call: callOf(actions.add, { firing }),
    title: t.plain('playbooks.add_title'),
    submit: t.plain('playbooks.do'),
    cancel: t.plain('common.cancel'),
    fields: [textField('words', needs, { min: 1, max: 1000 })],
    draft: {},
    errors: {},
  }
}

/** Words cannot open a form on every platform: they answer with the button that does. */
function toForm(playbook: string | null, label: string): Reply {
  const button = pressOf(label, actions.write, { playbook }, 'primary')
  return { kind: 'tell', message: { blocks: [{ kind: 'actions', buttons: [button] }], discloses: [] } }
}

async function list({ db, t }: Asking): Promise<Reply> {
  return { kind: 'tell', message: listCard(await store.all(db), await store.tallies(db), await allPeople(db), t) }
}

async function waiting(asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const all = await store.waitingFor(asking.db, [asking.by.id])
  const mine = all.filter((one) => maySee(one, asking.by, catalogue))
  if (mine.length === 0) return tell(asking.t.text('playbooks.nothing_waits'))
  return { kind: 'tell', message: await proposalsCard(asking, mine) }
}

/** As many of the past say how a playbook does. */
const mostPast = 5

async function show(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const stored = await named(name, asking)
  requireManage(stored, asking)
  const tally = (await store.tallies(asking.db)).get(stored.playbook.name)
  const past = await store.saidBy(asking.db, stored.playbook.name, mostPast)
  const seen = past.filter((one) => maySee(one, asking.by, catalogue))
  return { kind: 'tell', message: await playbookCard(asking, stored, tally, seen) }
}

/** Of how many records it would speak now, and what it would say of the first. */
async function attempt(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const stored = await named(name, asking)
  requireManage(stored, asking)
  const { when } = stored.playbook
  if (!isRecord(when)) return show(name, asking, catalogue)
  const { db, t, company, now } = asking
  const { total, first } = await sample(db, when, { today: dayOf(now, company.zone), currency: company.currency })
  const example = first ? sayText(stored.playbook, first, t) : []
  return tell(t.text('playbooks.would_now', { count: total, example }))
}

async function change(name: string, state: PlaybookState, asking: Asking): Promise<Reply> {
  const stored = await named(name, asking)
  requireManage(stored, asking)
  await changeState(asking, stored.playbook.name, state)
  return tell(asking.t.text('playbooks.changed', { title: stored.playbook.title, state }))
}
