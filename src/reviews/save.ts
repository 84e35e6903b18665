import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { isZone } from '../company/file.js'
import { type Problem, unknownOf } from '../company/known.js'
import { personByEmail } from '../company/store.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { saveSchedule } from '../schedules/save.js'
import {
  type OneToOne,
  oneToOneSubject,
  preparedBy,
  type Review,
  type ReviewState,
  type ReviewsFile,
  reviewSubject,
  ruleOf,
} from './model.js'
import * as store from './store.js'

/** Thrown for a review in a file that cannot work: names the path in the file, the value and the cure. */
class ReviewFileError extends Error {
  readonly code = 'review_file'
}

/** What of a review nobody knows, or null when all is well. */
export async function reviewProblem(context: Context, one: Review, catalogue: Catalogue): Promise<Problem | null> {
  const unknown = await unknownOf(context.db, { people: { owner: [one.owner] }, places: { place: [one.place] } })
  if (unknown) return unknown
  const index = one.metrics.findIndex((name) => catalogue.get(name) === null)
  const metric = one.metrics[index]
  if (metric !== undefined) return { path: `metrics[${index}]`, says: `there is no metric "${metric}"` }
  return zoneProblem(one.zone)
}

/** What of a talk nobody knows, or null when all is well. */
export async function talkProblem(context: Context, one: OneToOne): Promise<Problem | null> {
  const { department, lead, zone } = one
  return (
    (await unknownOf(context.db, { people: { lead: [lead] }, departments: { department: [department] } })) ??
    zoneProblem(zone)
  )
}

const zoneProblem = (zone: string): Problem | null =>
  isZone(zone) ? null : { path: 'zone', says: `"${zone}" is no time zone; write for example Europe/Berlin` }

/**
 * Stores the reviews and talks of a file with their schedules. Applying the same file again changes nothing.
 * @throws ReviewFileError for a person, place, department, metric or zone that is not known
 */
export async function applyReviews(context: Context, file: ReviewsFile, catalogue: Catalogue): Promise<void> {
  const refuse = (list: string, index: number, wrong: Problem | null): void => {
    if (wrong) throw new ReviewFileError(`reviews.yaml, ${list}[${index}].${wrong.path}: ${wrong.says}`)
  }
  for (const [index, { state, ...one }] of file.reviews.entries()) {
    refuse('reviews', index, await reviewProblem(context, one, catalogue))
    await saveReview(context, one)
    await changeState(context, one.name, state)
  }
  for (const [index, one] of file.one_to_ones.entries()) {
    refuse('one_to_ones', index, await talkProblem(context, one))
    await saveTalk(context, one)
  }
}

/** The reviews and talks as a file has them: applying it to an empty company makes the same ones. */
export async function exportReviews(context: Context): Promise<ReviewsFile> {
  return {
    reviews: (await store.allReviews(context.db)).map(({ review, state }) => ({ ...review, state })),
    one_to_ones: (await store.allTalks(context.db)).map((one) => one.talk),
  }
}

/** Stores a review, and when it is posted. One of the same name is changed. */
export async function saveReview(context: Context, one: Review): Promise<void> {
  const owner = await personByEmail(context.db, one.owner)
  if (!owner) throw new Error(`Nobody has the e-mail ${one.owner}`)
  const before = await store.reviewByName(context.db, one.name)
  await store.saveReview(context.db, one, owner.id)
  await saveTimes(context, one, owner.id, before?.state ?? 'active')
  if (JSON.stringify(before?.review) === JSON.stringify(one)) return
  await recordChange(context, {
    subject: reviewSubject(one.name),
    verb: 'save',
    before: before?.review ?? null,
    after: one,
  })
}

async function saveTimes(context: Context, one: Review, owner: number, state: ReviewState): Promise<void> {
  await saveSchedule(context, {
    kind: 'reviews',
    subject: reviewSubject(one.name),
    data: { review: one.name },
    rule: ruleOf(one, one.holidays),
    owner,
    paused: state !== 'active',
  })
}

/** Pauses or resumes a review: what was due while it was paused is not made up for. */
export async function changeState(context: Context, name: string, state: ReviewState): Promise<void> {
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await store.reviewByName(tx, name)
    if (!before || before.state === state) return
    await store.setState(tx, name, state)
    await saveTimes(inside, before.review, before.owner, state)
    await recordChange(inside, {
      subject: reviewSubject(name),
      verb: state === 'paused' ? 'pause' : 'resume',
      before: { state: before.state },
      after: { state },
    })
  })
}

/** Stores a talk, and when it is prepared. A department has one. */
export async function saveTalk(context: Context, one: OneToOne): Promise<void> {
  const lead = await personByEmail(context.db, one.lead)
  if (!lead) throw new Error(`Nobody has the e-mail ${one.lead}`)
  const before = await store.talkWith(context.db, one.department)
  await store.saveTalk(context.db, one, lead.id)
  const subject = oneToOneSubject(one.department)
  await saveTalkTimes(context, one, lead.id, false)
  if (JSON.stringify(before?.talk) === JSON.stringify(one)) return
  await recordChange(context, { subject, verb: 'save', before: before?.talk ?? null, after: one })
}

async function saveTalkTimes(context: Context, one: OneToOne, owner: number, paused: boolean): Promise<void> {
  await saveSchedule(context, {
    kind: 'one_to_ones',
    subject: oneToOneSubject(one.department),
    data: { department: one.department },
    rule: preparedBy(one),
    owner,
    paused,
  })
}

/** Ends a talk: it is not prepared any more. What was agreed in it stays with who agreed to it. */
export async function endTalk(context: Context, department: string): Promise<void> {
  await context.db.transaction(async (tx) => {
    const before = await store.talkWith(tx, department)
    if (!before) return
    const inside = { ...context, db: tx }
    await store.removeTalk(tx, department)
    await saveTalkTimes(inside, before.talk, before.lead, true)
    const subject = oneToOneSubject(department)
    await recordChange(inside, { subject, verb: 'end', before: before.talk, after: null })
  })
}
