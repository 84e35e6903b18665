import { z } from 'zod'
import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { departmentsOf } from '../company/store.js'
import { fits, type Rule, rule } from './model.js'
import { allRules, ruleOf, saveRule } from './store.js'

/** A rule as people write it: `15 minutes`, `4 hours`, `2 days`. */
const within = z
  .string()
  .regex(/^\d{1,5} (minute|hour|day)s?$/, 'write a time as 15 minutes, 4 hours or 2 days')
  .transform((text) => {
    const [amount = '', unit = ''] = text.split(' ')
    return rule.parse({ amount: Number(amount), unit: unit.endsWith('s') ? unit : `${unit}s` })
  })
  .refine(fits, 'choose from 15 minutes to 10 working days')

const pair = z.strictObject({ from: z.string(), to: z.string(), within })

/** `handoffs.yaml`: how long each department has for what another hands to it. */
export const handoffsFile = z.strictObject({ rules: z.array(pair) })
export type HandoffsFile = z.infer<typeof handoffsFile>

/** Thrown for a rule in a file that cannot hold: names the path in the file, the value and the cure. */
class HandoffFileError extends Error {
  readonly code = 'handoff_file'
}

/** Writes down who agreed that one department has so long for what another hands to it. To be called in a transaction. */
export async function agree(context: Context, from: string, to: string, said: Rule): Promise<void> {
  const before = await ruleOf(context.db, from, to)
  if (before?.amount === said.amount && before.unit === said.unit) return
  await saveRule(context.db, { from, to, rule: said })
  await recordChange(context, { subject: `handoff_rule:${from}:${to}`, verb: 'agree', before, after: said })
}

/**
 * Stores the rules of a file. Applying the same file again changes nothing; pairs that are not in it stay as they are.
 * @throws HandoffFileError for a department that is not known, or one that would hand over to itself
 */
export async function applyHandoffs(context: Context, file: HandoffsFile): Promise<void> {
  const known = (await departmentsOf(context.db)).map(({ key }) => key)
  for (const [index, { from, to, within: said }] of file.rules.entries()) {
    const at = `handoffs.yaml, rules[${index}]`
    const unknown = [from, to].find((key) => !known.includes(key))
    if (unknown !== undefined)
      throw new HandoffFileError(`${at}: "${unknown}" is no department; known are ${known.join(', ')}`)
    if (from === to) throw new HandoffFileError(`${at}: ${from} hands nothing to itself; name two departments`)
    await agree(context, from, to, said)
  }
}

/** The rules as a file has them. */
export async function exportHandoffs({ db }: Pick<Context, 'db'>): Promise<unknown> {
  const rules = await allRules(db)
  return { rules: rules.map(({ from, to, rule: { amount, unit } }) => ({ from, to, within: `${amount} ${unit}` })) }
}
