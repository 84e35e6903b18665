import { z } from 'zod'
import { Refusal } from '../locales/refusal.js'
import type { Preset } from '../presets/preset.js'
import { openPrompt } from './prompt-open.js'
import * as store from './prompt-store.js'
import { postLive } from './results-post.js'
import { promptSubject } from './subjects.js'

const args = z.strictObject({ prompt: z.string().max(200) })

/** Asks a prompt now, beside its own days; its gap and the limit of one new prompt a day hold for it as ever. */
export const promptPreset: Preset<{ prompt: string }> = {
  name: 'prompt',
  label: 'feedback.preset_label',
  args,
  title: async ({ prompt }, { db, t }) =>
    t.text('feedback.preset', { title: (await store.byName(db, prompt))?.prompt.title ?? prompt }),
  problem: async ({ prompt }, { db, t }) => {
    if (await store.byName(db, prompt)) return null
    const known = (await store.all(db)).map((one) => one.prompt.name)
    return new Refusal('feedback.unknown', { typed: prompt, known: t.list(known) })
  },
  run: async ({ prompt: name }, context) => {
    const stored = await store.byName(context.db, name)
    if (stored?.state !== 'active') throw new Refusal('feedback.unknown', { typed: name, known: '' })
    const { title } = stored.prompt
    const round = await openPrompt(context, stored.prompt, `now:${context.cause}`, { instant: context.now })
    if (!round) throw new Refusal('feedback.nobody_there', { title })
    await postLive(context, round.id, null)
    return { about: promptSubject(name), said: (t) => t.text('feedback.preset_done', { title }) }
  },
}
