import type { Person } from '../../src/company/model.js'
import { colleaguesOf, folded } from '../../src/company/options.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Asking } from '../command.js'

/**
 * The one person who is meant by an id, a name, a part of it, or an e-mail address.
 * @throws Refusal for nobody, or for several
 */
export async function personOf(typed: string, asking: Asking): Promise<Person> {
  const wanted = folded(typed.replace(/^@/, ''))
  const people = wanted === '' ? [] : await colleaguesOf(asking)
  // Slack writes a mention in a command as <@U123|name>.
  const mentioned = /^<@([^|>]+)(?:\|[^>]*)?>$/.exec(typed.trim())?.[1]
  const meant = mentioned && people.find((one) => one.accounts.some(({ user }) => user === mentioned))
  if (meant) return meant
  if (wanted === 'me' && asking.by.active) return asking.by
  const exact = people.filter((one) => `${one.id}` === wanted || folded(one.name) === wanted || one.email === wanted)
  const [only, ...others] = exact.length > 0 ? exact : people.filter((one) => folded(one.name).includes(wanted))
  if (!only || others.length > 0) throw new Refusal('checklists.needs_person', { typed })
  return only
}
