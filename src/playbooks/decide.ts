import { recordChange } from '../audit/store.js'
import type { Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { refresh } from '../deliveries/live.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { mayDisclose } from '../metrics/disclose.js'
import { metricOfSubject } from '../metrics/visibility.js'
import { redrawNotes } from '../mornings/greet.js'
import type { Doing, Done } from '../presets/preset.js'
import { argsOf, daysOf, filledArgs, type Playbook } from './model.js'
import { presetNamed } from './presets.js'
import { disclosedBy, shownField, tellingHole } from './shown.js'
import * as store from './store.js'

export const firingSubject = (id: number): Subject => `firing:${id}`
/** What waits for a person, as one line of their morning note. */
export const waitingSubject = (person: number): Subject => `proposals:${person}`
export const messageSubject = (message: string): Subject => `playbooks:${message}`

/** What somebody decides, with the playbook and what it said. */
interface Case {
  readonly firing: store.Firing
  readonly playbook: Playbook
  readonly owner: number
}

/**
 * Does what a playbook proposes, with what somebody added. A second press of the same does nothing.
 * @returns what came of it, or null if it was decided before
 * @throws Refusal for somebody who is not asked, and where it cannot be done: then it still waits
 */
export async function accept(context: Doing, catalogue: Catalogue, id: number, words: string): Promise<Done | null> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const found = await open(inside, id)
    if (!found) return null
    const done = await perform(inside, catalogue, found, words)
    await settle(inside, found, done, words)
    return done
  })
}

/** Runs the preset action, filled with what was known when the playbook spoke. */
async function perform(context: Doing, catalogue: Catalogue, { firing, playbook }: Case, words: string): Promise<Done> {
  const discloses = disclosedBy(firing)
  if (tellingHole(playbook)) requireOpen(discloses, catalogue)
  const args = filledArgs(argsOf(playbook), shownField(firing, context.t))
  const record = discloses.length === 0 ? firing.subject : null
  const mayRead = (to: Place) => mayDisclose(context.db, catalogue, discloses, to)
  // The cause is the firing's, whoever presses and how often: it is done once.
  const done = await presetNamed(playbook.do.action).run(
    args,
    { ...context, cause: `playbook:${firing.id}` },
    { record, discloses, mayRead, words },
  )
  if (!done) throw new Refusal('playbooks.done_before')
  return done
}

/**
 * Checked when it was agreed, and again of the numbers that it spoke of: they may have been closed to others since, and the playbook may be
 * about something else by now while what it said then still stands in the holes.
 * @throws Refusal for one that is not for everybody, or that is gone: who might read that cannot be known any more
 */
function requireOpen(discloses: readonly Subject[], catalogue: Catalogue): void {
  for (const subject of discloses) {
    const metric = metricOfSubject(catalogue, subject)
    if (metric?.restrictions.length === 0) continue
    const label = metric?.definition.label ?? subject.slice('metric:'.length)
    throw new Refusal('playbooks.shows_restricted', { metric: label })
  }
}

async function settle(context: Doing, { firing, playbook }: Case, done: Done, words: string): Promise<void> {
  const { db, now, by, t } = context
  const { check } = playbook
  await store.decide(db, firing.id, {
    state: 'done',
    decidedBy: by.id,
    decidedAt: now,
    words,
    made: done.about,
    outcome: { words: plain(done, t) },
    checkAt: check ? now.add({ hours: 24 * daysOf(check.after) }) : null,
  })
  await changed(context, firing, 'done')
}

const plain = (done: Done, t: Context['t']): string =>
  done
    .said(t)
    .map((span) => ('text' in span ? span.text : ''))
    .join('')

/**
 * Does at once what was agreed to be done at once, in the name of the playbook's owner. What cannot be done is recorded with why, and
 * leaves nothing behind.
 */
export async function performAtOnce(context: Doing, catalogue: Catalogue, found: Case): Promise<void> {
  try {
    await context.db.transaction(async (tx) => {
      const inside = { ...context, db: tx }
      await settle(inside, found, await perform(inside, catalogue, found, ''), '')
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { db, now, by, t } = context
    const outcome = { words: t.plain(error.key, error.args) }
    const decided = { decidedBy: by.id, decidedAt: now, words: '', made: null, checkAt: null }
    await store.decide(db, found.firing.id, { ...decided, state: 'failed', outcome })
    await changed(context, found.firing, 'failed')
  }
}

/**
 * Leaves it, this time.
 * @returns false if it was decided before
 * @throws Refusal for somebody who is not asked
 */
export async function decline(context: Doing, id: number): Promise<boolean> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const found = await open(inside, id)
    if (!found) return false
    const decided = {
      decidedBy: context.by.id,
      decidedAt: context.now,
      words: '',
      made: null,
      outcome: null,
      checkAt: null,
    }
    await store.decide(tx, id, { ...decided, state: 'declined' })
    await changed(inside, found.firing, 'declined')
    return true
  })
}

/** What waits to be decided, for somebody who may. @returns null if it was decided before */
export async function open(context: Doing, id: number): Promise<Case | null> {
  const firing = await store.byId(context.db, id, true)
  if (!firing) throw new Refusal('errors.old_button')
  const stored = await store.byName(context.db, firing.playbook)
  if (!stored) throw new Refusal('errors.old_button')
  requireAsked(context.by, firing, stored.owner)
  return firing.state === 'proposed' ? { firing, playbook: stored.playbook, owner: stored.owner } : null
}

/** @throws Refusal for anybody but who is asked, the playbook's owner and RevOps */
function requireAsked(by: Person, { asked }: store.Firing, owner: number): void {
  if (by.id !== asked && by.id !== owner && by.role !== 'revops') throw new Refusal('playbooks.not_asked')
}

/**
 * Says whether what was done helped.
 * @returns false if that was said before
 * @throws Refusal for somebody who is not asked
 */
export async function sayHelped(context: Doing, id: number, helped: boolean): Promise<boolean> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const firing = await store.byId(tx, id, true)
    const stored = firing && (await store.byName(tx, firing.playbook))
    if (!firing || !stored || firing.state !== 'done') throw new Refusal('errors.old_button')
    if (firing.decidedBy !== context.by.id) requireAsked(context.by, firing, stored.owner)
    if (!(await store.saveHelped(tx, id, helped, context.now))) return false
    await changed(inside, firing, helped ? 'helped' : 'did not help')
    return true
  })
}

async function changed(context: Doing, firing: store.Firing, verb: string): Promise<void> {
  const subject = firingSubject(firing.id)
  await recordChange(context, {
    subject,
    verb,
    before: { state: firing.state },
    after: { playbook: firing.playbook, about: firing.subject },
  })
  await redrawNotes(context, subject)
  await redrawNotes(context, waitingSubject(firing.asked))
  if (firing.message !== null) await refresh(context, messageSubject(firing.message))
}
