import { z } from 'zod'
import type { Action } from '../chat/action.js'
import { type Question, question } from './question.js'

const metric = z.object({ metric: z.string() })

/** Asks the words as if they had been typed: the nearest readings of what was not understood. */
export const askWords: Action<{ words: string }> = {
  id: 'metrics.ask',
  args: z.object({ words: z.string() }),
  opens: null,
}

/** Posts an answer where it was asked for: the same question, asked again under the rights of whoever presses. */
export const shareAnswer: Action<{ question: Question }> = {
  id: 'metrics.share',
  args: z.object({ question }),
  opens: null,
}

/** Shows what a metric means, to the person alone. */
export const aboutMetric: Action<{ metric: string }> = { id: 'metrics.about', args: metric, opens: null }

/** Shows everything that can be asked, to the person alone. */
export const listMetrics: Action<Record<string, never>> = {
  id: 'metrics.list',
  args: z.record(z.string(), z.never()),
  opens: null,
}
