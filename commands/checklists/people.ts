import type { Option } from '../../src/chat/form.js'
import type { Person } from '../../src/company/model.js'
import { allPeople } from '../../src/company/store.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Asking } from '../command.js'

const mostFound = 20

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

async function colleagues({ db }: Asking): Promise<readonly Person[]> {
  return (await allPeople(db)).filter((one) => one.active && !one.outsider)
}

/** People whose name or e-mail address has these letters, for a field that searches. */
export async function peopleLike(typed: string, asking: Asking): Promise<readonly Option[]> {
  const wanted = fold(typed)
  const found = (await colleagues(asking)).filter(
    (one) => `${one.id}` === typed || fold(one.name).includes(wanted) || one.email.includes(wanted),
  )
  return found.slice(0, mostFound).map((one) => ({ value: `${one.id}`, label: one.name }))
}

/**
 * The one person who is meant by an id, a name, a part of it, or an e-mail address.
 * @throws Refusal for nobody, or for several
 */
export async function personOf(typed: string, asking: Asking): Promise<Person> {
  const wanted = fold(typed.replace(/^@/, ''))
  const people = wanted === '' ? [] : await colleagues(asking)
  // Slack writes a mention in a command as <@U123|name>.
  const mentioned = /^<@([^|>]+)(?:\|[^>]*)?>$/.exec(typed.trim())?.[1]
  const meant = mentioned && people.find((one) => one.accounts.some(({ user }) => user === mentioned))
  if (meant) return meant
  if (wanted === 'me' && asking.by.active) return asking.by
  const exact = people.filter((one) => `${one.id}` === wanted || fold(one.name) === wanted || one.email === wanted)
  const [only, ...others] = exact.length > 0 ? exact : people.filter((one) => fold(one.name).includes(wanted))
  if (!only || others.length > 0) throw new Refusal('checklists.needs_person', { typed })
  return only
}
