import { z } from 'zod'
import { Refusal } from '../locales/refusal.js'
import type { Preset } from '../presets/preset.js'
import { openNow } from './open.js'
import * as store from './store.js'
import { subjectOf } from './subjects.js'

const args = z.strictObject({ standup: z.string().max(200) })

/** Asks everybody of a standup now, beside its own days: something happened that cannot wait for the next. */
export const standupPreset: Preset<{ standup: string }> = {
  name: 'standup',
  label: 'standups.preset_label',
  args,
  title: async ({ standup }, { db, t }) =>
    t.text('standups.preset', { title: (await store.byName(db, standup))?.standup.title ?? standup }),
  problem: async ({ standup }, { db, t }) => {
    if (await store.byName(db, standup)) return null
    const known = (await store.all(db)).map((one) => one.standup.name)
    return new Refusal('standups.unknown', { typed: standup, known: t.list(known) })
  },
  run: async ({ standup: name }, context) => {
    const stored = await store.byName(context.db, name)
    if (stored?.state !== 'active') throw new Refusal('standups.unknown', { typed: name, known: '' })
    const { title } = stored.standup
    const asked = await openNow(context, stored.standup)
    if (asked.kind === 'nobody') throw new Refusal('standups.nobody_there', { title })
    return { about: subjectOf(name), said: (t) => t.text('standups.preset_done', { title }) }
  },
}
