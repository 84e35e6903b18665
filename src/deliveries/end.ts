import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Message, Subject } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import { directPlace } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { personById, placeOf } from '../company/store.js'
import type { Texts } from '../locales/texts.js'
import { type Outcome, punctual } from '../schedules/model.js'
import { finish, lockSlot } from '../schedules/store.js'
import type { Again } from './actions.js'
import { againButton } from './again-button.js'
import { copyMark } from './again-store.js'
import { type Ended, unchanged } from './desk.js'
import { editAgain, redraw } from './live-store.js'
import { unsettledStates } from './model.js'
import { notePlaces, troubleIn } from './place-trouble.js'
import * as store from './store.js'
import { release } from './under-store.js'

/** What recording an ending needs beside the database. */
export interface EndDesk {
  /** The business clock. */
  readonly now: () => Temporal.Instant
  readonly textsFor: (person: Person) => Texts
}

/**
 * Records endings, and what follows from them in the same transaction: the outcome of each slot whose last delivery ended,
 * and one direct message to the owner of a slot that was not delivered everywhere.
 */
export async function endDeliveries(db: Db, endings: readonly Ended[], desk: EndDesk): Promise<void> {
  const now = desk.now()
  // A statement is a transaction by itself: beginning and committing one around it would take three times as long.
  if (endings.every(nothingFollows)) {
    return releaseReplies(db, await store.receive(db, endings, now), desk)
  }
  await db.transaction(async (tx) => {
    const { ended, late, outdated, leading } = await store.end(tx, endings, now)
    await redraw(tx, outdated, now, 'unknown')
    await editAgain(
      tx,
      endings.filter((one) => late.has(one.id) && mayHaveOverwritten(one)).map(({ id }) => id),
    )
    const slots = new Set([
      ...endings.flatMap((one) => (one.held.slot !== null && ended.has(one.id) ? [one.held.slot] : [])),
      ...(await release(tx, leading, now)),
    ])
    const over = endings.filter((one) => ended.has(one.id))
    await notePlaces(tx, over, now)
    await tellWhoPosted(
      tx,
      over.filter((one) => one.state !== 'sent' && one.held.slot === null),
      now,
      desk,
    )
    for (const slot of slots) await settleSlot(tx, slot, now, desk)
  })
}

const nothingFollows = ({ state, held }: Ended): boolean =>
  state === 'sent' && held.slot === null && held.view === null && !held.key.includes(copyMark)

/** An edit that was requested, by a sender that was away so long that another made the next one: whose words stand there is not known. */
const mayHaveOverwritten = ({ state, held, code }: Ended): boolean =>
  state === 'sent' && held.edits !== null && held.view !== null && code !== unchanged

/**
 * Lets go what stands under messages whose outcome is known, and records the outcome of the slots that this settles. A process that
 * dies before it does leaves it to whoever sends for the workspace next.
 */
export async function releaseReplies(db: Db, keys: readonly string[], desk: EndDesk): Promise<void> {
  if (keys.length === 0) return
  await db.transaction(async (tx) => {
    const now = desk.now()
    for (const slot of new Set(await release(tx, keys, now))) await settleSlot(tx, slot, now, desk)
  })
}

async function settleSlot(db: Db, slot: number, now: Temporal.Instant, desk: EndDesk): Promise<void> {
  const of = await lockSlot(db, slot)
  const tally = await store.tally(db, slot)
  if (unsettledStates.some((state) => (tally.get(state) ?? 0) > 0)) return
  if (!of) return
  const outcome = outcomeOf(tally, now.since(of.due).total('seconds'))
  await finish(db, slot, outcome, now)
  if (outcome.kind === 'failed' && of.schedule.owner !== null) {
    await tellOwner(db, { slot, subject: of.schedule.subject, owner: of.schedule.owner }, now, desk)
  }
}

/** `done` only with a receipt for every delivery; `late` if the last one went out long after its time. */
function outcomeOf(tally: ReadonlyMap<string, number>, seconds: number): Outcome {
  const sent = tally.get('sent') ?? 0
  const all = [...tally.values()].reduce((sum, count) => sum + count, 0)
  if (sent < all) {
    const rest = [...tally].filter(([state]) => state !== 'sent').map(([state, count]) => `${count} ${state}`)
    return { kind: 'failed', reason: [`${sent} of ${all} sent`, ...rest].join(', ') }
  }
  return seconds > punctual ? { kind: 'late', seconds } : { kind: 'done' }
}

/** Says to the owner, once per slot, what did not arrive and why. */
async function tellOwner(
  db: Db,
  trouble: { slot: number; subject: string; owner: number },
  now: Temporal.Instant,
  desk: EndDesk,
): Promise<void> {
  const { slot, subject } = trouble
  const problems = await store.problems(db, slot)
  await tell(
    db,
    trouble.owner,
    { of: { slot }, about: `slot:${slot}`, key: `slot:${slot}`, subject, problems },
    now,
    desk,
  )
}

/** Says to whoever had something posted outside any slot that it did not arrive: of each message once. */
async function tellWhoPosted(db: Db, failed: readonly Ended[], now: Temporal.Instant, desk: EndDesk): Promise<void> {
  const problems = await store.problemsOfSomebody(
    db,
    failed.map(({ id }) => id),
  )
  for (const one of problems) {
    const { about, id, tells } = one
    await tell(db, tells, { of: { about }, about, key: `delivery:${id}`, subject: about, problems: [one] }, now, desk)
  }
}

/** What did not arrive, and what it is called by. */
interface Trouble {
  readonly of: Again
  readonly about: Subject
  readonly key: string
  readonly subject: string
  readonly problems: readonly store.Problem[]
}

async function tell(
  db: Db,
  person: number,
  { of, about, key, subject, problems }: Trouble,
  now: Temporal.Instant,
  desk: EndDesk,
): Promise<void> {
  const owner = await personById(db, person)
  const to = owner ? directPlace(owner) : null
  if (!owner || !to) return
  const t = desk.textsFor(owner)
  const what = titleOf(problems) ?? subject.replace(/^[a-z_]+:/, '')
  const facts = await Promise.all(
    problems.map(async (one) => ({ label: await placeLabel(db, one, t), value: whyText(one, t) })),
  )
  const message: Message = {
    blocks: [
      { kind: 'text', text: t.text('deliveries.trouble', { what, count: problems.length }) },
      { kind: 'facts', facts },
      ...(problems.some((one) => troubleIn(one.code, one.to))
        ? [{ kind: 'note', text: t.text('deliveries.paused') } as const]
        : []),
      { kind: 'actions', buttons: [againButton(of, t)] },
    ],
    discloses: [],
  }
  await store.insert(db, [{ key: `trouble:${key}`, about, to, message, edits: null, slot: null, urgent: false }], now)
}

/** What a message is called by those who read it. */
function titleOf([first]: readonly store.Problem[]): string | null {
  const heading = first?.message.blocks.find((block) => block.kind === 'heading')
  return heading?.kind === 'heading' ? heading.text : null
}

/** A place by its name in the company; by the platform's id where nobody has named it. */
async function placeLabel(db: Db, { to, threaded }: store.Problem, t: Texts): Promise<string> {
  const known = await placeOf(db, to)
  const where = { name: known?.name ?? to.channel, platform: to.platform, threaded: threaded ? 'yes' : 'no' }
  return t.plain('deliveries.place', where)
}

/** Why it is not there, in words, with the platform's own for whoever has to look into it. */
function whyText({ state, code }: store.Problem, t: Texts): Text {
  const [cause = '', word = cause] = code.split(': ')
  if (state === 'unknown') return t.text('deliveries.unconfirmed')
  return t.text('deliveries.not_sent', { state, cause: cause.replaceAll(' ', '_'), word })
}
