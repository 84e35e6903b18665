import { z } from 'zod'
import { LIMITS } from '../limits.js'
import type { OfferedOption } from '../state.js'
import { option, optionGroup } from '../validate/objects.js'

const plain = z.looseObject({ options: z.array(option).max(LIMITS.options) })
const grouped = z.looseObject({ option_groups: z.array(optionGroup).max(LIMITS.optionGroups) })

/** The options in the bot's answer to a search; null where Slack would not show them. */
export function readOptions(body: unknown): readonly OfferedOption[] | null {
  const options = plain.safeParse(body)
  if (options.success) return options.data.options.map(offered)
  const groups = grouped.safeParse(body)
  return groups.success ? groups.data.option_groups.flatMap((group) => group.options.map(offered)) : null
}

function offered(one: z.output<typeof option>): OfferedOption {
  return { label: one.text.text, value: one.value, option: one }
}
