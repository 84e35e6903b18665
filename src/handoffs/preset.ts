import { z } from 'zod'
import { departmentsOf } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import type { Preset } from '../presets/preset.js'
import { addDays, dayOf } from '../time/zone.js'
import { openHandoff } from './open.js'
import { subjectOf } from './tell.js'

const args = z.strictObject({
  /** Keys of departments; `from` is left out where whoever decides hands it over for their own. */
  to: z.string().max(100),
  from: z.string().max(100).optional(),
  title: z.string().min(1).max(200),
  why: z.string().max(2000).default(''),
  /** In days from the decision; left out: as the two departments agreed. */
  due_in: z.int().min(1).max(10).optional(),
})
type Args = z.infer<typeof args>

/** Hands something over: a deal is won, and finance sets up invoicing. What was added before stands in it as evidence. */
export const handoffPreset: Preset<Args> = {
  name: 'handoff',
  label: 'handoffs.hand_over',
  args,
  title: async ({ to, title }, { db, t }) => {
    const label = (await departmentsOf(db)).find(({ key }) => key === to)?.label ?? to
    return t.text('handoffs.preset', { to: label, title })
  },
  problem: async ({ to, from }, { db, t }) => {
    const departments = (await departmentsOf(db)).map(({ key }) => key)
    const unknown = [to, from ?? to].find((key) => !departments.includes(key))
    if (unknown !== undefined)
      return new Refusal('handoffs.preset_department', { typed: unknown, known: t.list(departments) })
    return from === to ? new Refusal('handoffs.same_department') : null
  },
  run: async ({ to, from, title, why, due_in }, context, { record, words }) => {
    const by = { ...context.by, department: from ?? context.by.department }
    const due = due_in === undefined ? null : addDays(dayOf(context.now, context.company.zone), due_in)
    const handoff = await openHandoff({ ...context, by }, { to, title, why, evidence: words, due, record })
    if (!handoff) return null
    return {
      about: subjectOf(handoff.id),
      said: (t) => t.text('handoffs.preset_done', { id: handoff.id, title: handoff.title }),
    }
  },
}
