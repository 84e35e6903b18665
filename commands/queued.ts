import { departmentsFor } from '../src/company/deciding.js'
import type { Department } from '../src/company/model.js'
import { departmentsOf } from '../src/company/store.js'
import { readDepartment } from '../src/handoffs/words.js'
import type { Asking } from './command.js'

/**
 * The departments whose queue is asked for: the one that is typed, or, where none is, all for which whoever asks acts today.
 * @returns none for a name that no department has, and where nothing is typed by somebody who acts for none
 */
export async function queuedFor(typed: string, asking: Asking): Promise<readonly Department[]> {
  const all = await departmentsOf(asking.db)
  if (typed !== '') {
    const read = readDepartment(typed, all)
    return read ? [read.department] : []
  }
  const keys = await departmentsFor(asking)
  return keys.flatMap((key) => all.filter((one) => one.key === key))
}
