import { z } from 'zod'
import type { Action } from '../chat/action.js'

/** Ids are 32 bits in the database, which refuses a forged larger one with an error of its own. */
const id = z.int32()
const item = z.object({ item: id })
const run = z.object({ run: id })
const stage = z.object({ run: id, stage: z.int32().min(0).max(99) })
const round = z.object({ run: id, stage: z.int32().min(0).max(99), round: z.int32().min(0).max(30_000) })
const nothing = z.record(z.string(), z.never())

/** From which card a button was pressed: that one is drawn again. `note`: none is, the answer is a line. */
export const from = z.enum(['list', 'mine', 'card', 'note'])
export type From = z.infer<typeof from>
const pressed = z.object({ item: id, from })

/** Marks an item as done. */
export const finish: Action<z.infer<typeof pressed>> = { id: 'checklists.done', args: pressed, opens: null }
/** Gives the evidence that an item wants, which marks it as done. */
export const prove: Action<{ item: number }> = { id: 'checklists.prove', args: item, opens: 'form' }
/** Takes files that the person has shared as the evidence of an item. */
export const useFiles: Action<{ item: number; files: number[] }> = {
  id: 'checklists.use_files',
  args: z.object({ item: id, files: z.array(id).min(1).max(20) }),
  opens: null,
}
/** Opens an item again. */
export const undo: Action<z.infer<typeof pressed>> = { id: 'checklists.undo', args: pressed, opens: null }
/** Shows an item with everything that can be done to it. */
export const show: Action<{ item: number }> = { id: 'checklists.show', args: item, opens: null }
/** Gives an item to somebody. */
export const assign: Action<{ item: number }> = { id: 'checklists.assign', args: item, opens: 'form' }
/** Gives an item back, with the reason. */
export const handBack: Action<{ item: number }> = { id: 'checklists.hand_back', args: item, opens: 'form' }
/** Puts off an item's reminders until a day. */
export const snooze: Action<{ item: number }> = { id: 'checklists.snooze', args: item, opens: 'form' }
/** Says something about an item. */
export const comment: Action<{ item: number }> = { id: 'checklists.comment', args: item, opens: 'form' }

/** Where every checklist stands. */
export const status: Action<Record<string, never>> = { id: 'checklists.status', args: nothing, opens: null }
/** What the person has to do. */
export const mine: Action<Record<string, never>> = { id: 'checklists.mine', args: nothing, opens: null }
/** The items of a run's open stage, with their buttons. */
export const items: Action<{ run: number }> = { id: 'checklists.items', args: run, opens: null }
/** Who did what when. */
export const history: Action<{ run: number }> = { id: 'checklists.history', args: run, opens: null }

/** Brings a run as a CSV file. */
export const exportRun: Action<{ run: number }> = { id: 'checklists.export', args: run, opens: null }
/** Brings a template, or all that are the company's own, as a YAML file. */
export const exportTemplates: Action<{ template: string | null }> = {
  id: 'checklists.export_templates',
  args: z.object({ template: z.string().max(60).nullable() }),
  opens: null,
}

/** Starts a run of a template by form. */
export const start: Action<{ template: string | null }> = {
  id: 'checklists.start',
  args: z.object({ template: z.string().max(60).nullable() }),
  opens: 'form',
}
/** Writes a template, or a new version of one, by form. */
export const write: Action<{ template: string | null }> = {
  id: 'checklists.write',
  args: z.object({ template: z.string().max(60).nullable() }),
  opens: 'form',
}
/** Brings a run to the latest version of its template. */
export const upgrade: Action<{ run: number; version: number }> = {
  id: 'checklists.upgrade',
  args: z.object({ run: id, version: id }),
  opens: null,
}

/** Signs a stage for the presser's department. */
export const sign: Action<z.infer<typeof round>> = { id: 'checklists.sign', args: round, opens: null }
/** Says no to a stage, with the reason. */
export const decline: Action<z.infer<typeof round>> = { id: 'checklists.decline', args: round, opens: 'form' }
/** Takes a signature back, with the reason. */
export const withdraw: Action<z.infer<typeof round>> = { id: 'checklists.withdraw', args: round, opens: 'form' }
/** Lets somebody else sign for a department for some days. */
export const delegate: Action<z.infer<typeof stage>> = { id: 'checklists.delegate', args: stage, opens: 'form' }
/** Asks for the signatures once more. */
export const askAgain: Action<z.infer<typeof stage>> = { id: 'checklists.ask_again', args: stage, opens: null }
