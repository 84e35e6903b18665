import type { Context } from '../company/context.js'
import { decidersToday, turnedTo } from '../company/deciding.js'
import type { Waking } from './due.js'

/** Who of those who wake decides for which department today: its delegate while there is one, else its leader. */
export async function wakingDeciders(
  context: Context,
  people: readonly Waking[],
): Promise<ReadonlyMap<string, Waking>> {
  const awake = new Map(people.map((one) => [one.person.id, one]))
  return new Map(
    [...(await decidersToday(context))].flatMap(([department, deciders]) => {
      const id = turnedTo(deciders)
      const waking = id === null ? undefined : awake.get(id)
      return waking ? [[department, waking] as const] : []
    }),
  )
}
