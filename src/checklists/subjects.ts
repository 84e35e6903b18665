/** The subject of a run's own card. */
export const runSubject = (run: number) => `checklist:${run}` as const
/** The subject of the cards of one stage: its reminders and its approval. */
export const stageSubject = (run: number, stage: number) => `checklist_stage:${run}.${stage}` as const
/** The subject of an item: for the morning notes that speak of it. */
export const itemSubject = (item: number) => `checklist_item:${item}` as const

/** What a leader is asked in the morning: to sign a stage for a department. */
export const approvalSubject = (run: number, stage: number, department: string) =>
  `checklist_approval:${run}.${stage}.${department}` as const

/** Reads back what stands behind the colon of a stage's subject. */
export function stageOfSubject(id: string): { readonly run: number; readonly stage: number } | null {
  const found = /^(\d+)\.(\d+)$/.exec(id)
  return found ? { run: Number(found[1]), stage: Number(found[2]) } : null
}
