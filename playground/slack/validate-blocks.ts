import type { z } from 'zod'
import { LIMITS } from './limits.js'
import { anyBlock } from './validate/blocks.js'
import { crossProblems } from './validate/cross.js'
import { type Problem, problemsOf, type Surface } from './validate/problems.js'

export type { Problem, Surface } from './validate/problems.js'

/**
 * What Slack would refuse in these blocks, all of it, with JSON pointers (`/blocks/0/text/text`). Empty where they are good.
 * Pure: the playground's Web API and the tests of whoever renders blocks use the same rules.
 */
export function validateBlocks(blocks: unknown, surface: Surface): readonly Problem[] {
  if (!Array.isArray(blocks)) return [{ path: '/blocks', message: 'must be an array' }]
  const max = surface === 'message' ? LIMITS.messageBlocks : LIMITS.viewBlocks
  const tooMany = blocks.length > max ? [{ path: '/blocks', message: `no more than ${max} items allowed` }] : []
  const good: { index: number; block: z.output<typeof anyBlock> }[] = []
  const wrong = blocks.flatMap((one, index) => {
    const parsed = anyBlock.safeParse(one, { reportInput: true })
    if (parsed.success) {
      good.push({ index, block: parsed.data })
      return []
    }
    return problemsOf(parsed.error, `/blocks/${index}`)
  })
  return [...tooMany, ...wrong, ...crossProblems(good, surface)]
}

/** Whether the blocks of one message hold more text than Slack takes (`msg_blocks_too_long`). */
export function blocksTooLong(blocks: readonly unknown[]): boolean {
  return textLength(blocks) > LIMITS.messageBlocksText
}

const READ = new Set(['text', 'label', 'title', 'caption', 'name', 'alt_text'])

/** The characters of everything in the blocks that is read, ids and values left out. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + textLength(one), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (READ.has(key) && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  )
}
