import { z } from 'zod'

/** What a process of the bot is told: at this moment of its next post it gets this signal. */
export const order = z.object({
  moment: z.enum(['before the request', 'after the answer']),
  signal: z.enum(['SIGKILL', 'SIGSTOP']),
})
export type Order = z.infer<typeof order>

/** What a process of the bot says. */
export const said = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running'), url: z.string() }),
  z.object({ kind: z.literal('struck'), moment: order.shape.moment }),
])
export type Said = z.infer<typeof said>
