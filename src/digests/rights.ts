import type { Context } from '../company/context.js'
import { decidersToday } from '../company/deciding.js'
import type { Person } from '../company/model.js'
import { allPeople, personByEmail } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import type { Digest } from './model.js'
import { postById } from './posts-store.js'
import { digestByName } from './store.js'

type Owned = Pick<Digest, 'owner' | 'title'>

/** Who acts and on which day: what rights depend on. */
type Acting = Context & { readonly by: Person }

/** Who approves a digest: RevOps, and whoever decides for its owner's department. */
export async function mayApprove(context: Acting, { owner }: Owned): Promise<boolean> {
  if (context.by.role === 'revops') return true
  return (await decidersFor(context, owner)).includes(context.by.id)
}

/** Who changes, posts, pauses and corrects a digest: its owner, and those who approve it. */
export async function mayChange(context: Acting, digest: Owned): Promise<boolean> {
  return context.by.email === digest.owner.toLowerCase() || mayApprove(context, digest)
}

/** The same of what a digest has posted or was to post. @param subject `digest:<name>`, or `digest_post:<id>`; of anything else nobody may */
export async function mayPostAgain(context: Acting, subject: string): Promise<boolean> {
  const name = await nameOf(context, subject)
  const stored = name === null ? null : await digestByName(context.db, name)
  return stored !== null && mayChange(context, stored.digest)
}

async function nameOf({ db }: Context, subject: string): Promise<string | null> {
  const [, kind = '', id = ''] = /^(digest|digest_post):(.+)$/s.exec(subject) ?? []
  if (kind === 'digest') return id
  return kind !== '' && /^\d{1,9}$/.test(id) ? ((await postById(db, Number(id)))?.name ?? null) : null
}

/** @throws Refusal for somebody who may not change a digest; it says who may */
export async function requireChange(context: Acting, digest: Owned): Promise<void> {
  if (await mayChange(context, digest)) return
  const owner = (await personByEmail(context.db, digest.owner))?.name ?? digest.owner
  throw new Refusal('digests.not_yours', { title: digest.title, owner })
}

/** @throws Refusal for somebody who may not approve a digest; it says who may */
export async function requireApproval(context: Acting, digest: Owned): Promise<void> {
  if (await mayApprove(context, digest)) return
  const names = (await approversOf(context, digest)).map((one) => one.name)
  throw new Refusal('digests.not_approver', { title: digest.title, names: context.t.list(names) })
}

/** Whom to ask: who decides for the owner's department, else the people of RevOps. */
export async function approversOf(context: Context, { owner }: Owned): Promise<readonly Person[]> {
  const all = (await allPeople(context.db)).filter((one) => one.active && !one.outsider)
  const deciders = await decidersFor(context, owner)
  const found = all.filter((one) => deciders.includes(one.id) && one.email !== owner.toLowerCase())
  return found.length > 0 ? found : all.filter((one) => one.role === 'revops')
}

async function decidersFor(context: Context, owner: string): Promise<readonly number[]> {
  const person = await personByEmail(context.db, owner)
  if (!person || person.department === null) return []
  const deciders = (await decidersToday(context)).get(person.department)
  return [deciders?.leader, deciders?.delegate].flatMap((one) => (typeof one === 'number' ? [one] : []))
}
