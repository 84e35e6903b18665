import { Refusal } from '../../src/locales/refusal.js'
import * as store from '../../src/playbooks/store.js'
import type { Asking } from '../command.js'

/** The playbook of a name or title, whatever the case. @throws Refusal for another */
export async function named(typed: string, { db, t }: Asking): Promise<store.Stored> {
  const wanted = typed.trim().toLocaleLowerCase('en')
  const all = await store.all(db)
  const found = all.find(
    ({ playbook }) => playbook.name === wanted || playbook.title.toLocaleLowerCase('en') === wanted,
  )
  if (found) return found
  throw new Refusal('playbooks.unknown', { typed, known: t.list(all.map(({ playbook }) => playbook.name)) })
}

/** What is done in the company's name when something happens is agreed by those who lead. @throws Refusal for anybody else */
export function requireMayWrite({ by }: Asking): void {
  if (by.role === 'member') throw new Refusal('playbooks.only_leaders')
}

/** @throws Refusal for anybody but the owner and RevOps */
export function requireManage({ owner, playbook }: store.Stored, { by }: Asking): void {
  if (by.id !== owner && by.role !== 'revops') throw new Refusal('playbooks.not_owner', { title: playbook.title })
}
