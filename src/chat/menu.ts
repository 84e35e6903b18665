import { z } from 'zod'

/** What is quoted of a message fits into a field of a form on either platform. */
export const longestQuote = 1500

/**
 * What an action in a message's menu gets: the words of the message, without markup and cut visibly, and the address under which
 * people find it, where its platform tells one. The action's id is what the manifests of both platforms call the entry.
 */
export const quoted = z.object({ words: z.string().max(longestQuote), link: z.string().max(2000).nullable() })
export type Quoted = z.infer<typeof quoted>
