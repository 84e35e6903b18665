import type { Text } from '../chat/text.js'
import { textOf } from '../chat/text.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { personByEmail } from '../company/store.js'
import { askedPeople } from '../rounds/audience.js'
import type { Prompt } from './model.js'

/**
 * One line for whoever is about to answer: what is stored, and who sees it. Somebody of a department that is too small is told that its
 * results alone may never show.
 */
export async function statementFor(
  context: Context & { readonly by: Person },
  prompt: Prompt,
  least: number,
): Promise<Text> {
  const { t, db } = context
  const owners = []
  for (const email of prompt.owners) owners.push((await personByEmail(db, email))?.name ?? email)
  const said = { owners: t.list(owners), least, place: prompt.results.place ?? '' }
  const line = t.text('feedback.statement', {
    ...said,
    privacy: prompt.privacy,
    shared: said.place === '' ? 'no' : 'yes',
  })
  return prompt.privacy !== 'named' && (await isOfFew(context, prompt, least))
    ? textOf(line, ' ', t.text('feedback.statement_few', { least }))
    : line
}

/** Whether fewer than so many of the person's department are asked. */
async function isOfFew(context: Context & { readonly by: Person }, prompt: Prompt, least: number): Promise<boolean> {
  const { department } = context.by
  if (department === null) return false
  const people = await askedPeople(context, prompt.ask)
  return people.filter((one) => one.department === department).length < least
}
