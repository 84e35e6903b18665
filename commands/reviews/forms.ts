import type { z } from 'zod'
import type { Action } from '../../src/chat/action.js'
import { pressOf } from '../../src/chat/button.js'
import { typedIn } from '../../src/chat/fields.js'
import type { Form, Option, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { personOption } from '../../src/company/options.js'
import { personById } from '../../src/company/store.js'
import type { TextKey } from '../../src/locales/areas.js'
import type { Asking } from '../command.js'

export const form = (one: Form): Reply => ({ kind: 'form', form: one })

/** Words cannot open a form on every platform: they answer with the button that does. */
export function toForm<A extends z.core.util.JSONType>(
  label: TextKey,
  action: Action<A>,
  args: A,
  { t }: Asking,
): Reply {
  const buttons = [pressOf(t.plain(label), action, args, 'primary')]
  return { kind: 'tell', message: { blocks: [{ kind: 'actions', buttons }], discloses: [] } }
}

/** The person whose id was chosen in a field that searches, as that field shows them again; none for anybody else. */
export async function chosenPerson(values: Values, name: string, { db }: Asking): Promise<readonly Option[]> {
  const id = Number(typedIn(values, name))
  const person = Number.isInteger(id) && id > 0 ? await personById(db, id) : null
  return person?.active && !person.outsider ? [personOption(person)] : []
}
