import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import type { Decision } from './model.js'
import { oneToOneSubject, reviewSubject } from './model.js'
import * as store from './store.js'

type Acting = Context & { readonly by: Person }

/** Reviews are for those who lead: executives, leaders of departments, and RevOps. @throws Refusal for anybody else */
export function requireLeading({ by }: Acting): void {
  if (by.outsider || by.role === 'member') throw new Refusal('reviews.only_leaders')
}

/** Executives and RevOps set reviews and talks up. @throws Refusal for anybody else */
export function requireSetUp({ by }: Acting): void {
  if (by.outsider || !mayManage(by, null)) throw new Refusal('reviews.only_executives')
}

/** The owner of a review, executives and RevOps change it, post it, and settle what was decided in it. */
export const mayManage = (by: Person, owner: number | null): boolean =>
  by.id === owner || by.role === 'executive' || by.role === 'revops'

/** Who leads a talk reads what it is prepared from, and nobody else: it is about one person. @throws Refusal for anybody else */
export async function requireLead(context: Acting, department: string): Promise<store.StoredTalk> {
  const talk = await store.talkWith(context.db, department)
  if (talk?.lead !== context.by.id) throw new Refusal('reviews.not_lead')
  return talk
}

/** Whether somebody may settle, move or see a decision: who has it, who recorded it, and who manages where it was decided. */
export async function maySettle(context: Acting, one: Decision): Promise<boolean> {
  const { by, db } = context
  if (by.id === one.person || by.id === one.recordedBy) return true
  const reviews = await store.allReviews(db)
  const review = reviews.find((each) => reviewSubject(each.review.name) === one.source)
  if (review) return mayManage(by, review.owner)
  const talks = await store.allTalks(db)
  return talks.some((each) => oneToOneSubject(each.talk.department) === one.source && each.lead === by.id)
}
