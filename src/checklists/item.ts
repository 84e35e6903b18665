import type { Person } from '../company/model.js'
import type { Evidence } from './model.js'
import type { Item, Run, Stage } from './store.js'

/**
 * Whether an item is somebody's to work on: it was given to them, it belongs to their department, they own the run, or they
 * are of RevOps, who keep every checklist going.
 */
export function mayWork(person: Person, run: Pick<Run, 'owner'>, item: Pick<Item, 'assignee' | 'department'>): boolean {
  if (person.outsider) return false
  if (person.id === item.assignee || person.id === run.owner || person.role === 'revops') return true
  return item.department !== null && person.department === item.department
}

/** What kind of evidence an item wants. */
export const wants = (one: Evidence): 'none' | 'link' | 'text' | 'file' | 'metric' =>
  typeof one === 'string' ? one : 'metric'

/** Whether an item can be worked on now: its stage is the open one. */
export const workable = (stage: Stage): boolean => stage.openedAt !== null && stage.closedAt === null
