import type { Looking } from '../alerts/look.js'
import { followed } from '../alerts/question.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { dayOf } from '../time/zone.js'
import type { Playbook } from './model.js'

/** The period of the number by which one sees whether something helped, where none is said. */
const usualPeriod = 'last month'

/** The number by which one sees whether what a playbook does helps, as it is now; null where none was agreed or there is none. */
export async function checkNumber(
  { check }: Playbook,
  catalogue: Catalogue,
  { company, now, answer }: Looking,
): Promise<number | null> {
  if (check?.metric === undefined) return null
  try {
    const wanted = { metric: check.metric, period: check.period ?? usualPeriod, filters: {} }
    const { question } = followed(wanted, { catalogue, company, today: dayOf(now, company.zone) })
    return (await answer({ ...question, against: { kind: 'none' } })).result.value
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
