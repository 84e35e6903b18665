import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { type Problem, unknownOf } from '../company/known.js'
import { personByEmail } from '../company/store.js'
import { saveSchedule } from '../schedules/save.js'
import { dayOf } from '../time/zone.js'
import { type Prompt, type PromptState, type PromptsFile, type When, weekdays } from './model.js'
import * as store from './prompt-store.js'
import { promptSubject } from './subjects.js'

/** Thrown for a prompt in a file that cannot work: names the path in the file, the value and the cure. */
class PromptFileError extends Error {
  readonly code = 'prompt_file'
}

/** A round opens where a day begins first on earth, so that it is there for everybody whose day begins. */
export const firstZone = 'Pacific/Kiritimati'
const opensAt = '5 0'
/** A round that opens late asks everybody on the day after. */
const catchUp = 12 * 3600

/**
 * Stores the prompts of a file with their schedules. Applying the same file again changes nothing.
 * @returns how many there are in it
 * @throws PromptFileError for an owner, person, department or place that is not known
 */
export async function applyPrompts(context: Context, file: PromptsFile): Promise<number> {
  for (const [index, prompt] of file.prompts.entries()) {
    const wrong = await problemOf(context, prompt)
    if (wrong) throw new PromptFileError(`prompts.yaml, prompts[${index}].${wrong.path}: ${wrong.says}`)
    await savePrompt(context, prompt)
  }
  return file.prompts.length
}

/** The prompts as their file has them. */
export async function exportPrompts(context: Context): Promise<PromptsFile> {
  return { prompts: (await store.all(context.db)).map(({ prompt }) => prompt) }
}

/** Stores a prompt, and when it is asked. One of the same name is changed; rounds that are open stay as they are. */
export async function savePrompt(context: Context, prompt: Prompt): Promise<void> {
  const before = await store.byName(context.db, prompt.name)
  await store.savePrompt(context.db, prompt)
  await saveTimes(context, prompt, before?.state ?? 'active')
  if (JSON.stringify(before?.prompt) === JSON.stringify(prompt)) return
  const subject = promptSubject(prompt.name)
  await recordChange(context, { subject, verb: 'save', before: before?.prompt ?? null, after: prompt })
}

/** Pauses, resumes or archives a prompt: while it is not active nobody is asked. */
export async function changeState(context: Context, name: string, state: PromptState): Promise<void> {
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await store.byName(tx, name)
    if (!before || before.state === state) return
    await store.setState(tx, name, state)
    await saveTimes(inside, before.prompt, state)
    await recordChange(inside, {
      subject: promptSubject(name),
      verb: state,
      before: { state: before.state },
      after: { state },
    })
  })
}

async function saveTimes(context: Context, prompt: Prompt, state: PromptState): Promise<void> {
  const owner = await personByEmail(context.db, prompt.owners[0] ?? '')
  await saveSchedule(context, {
    kind: 'feedback',
    subject: promptSubject(prompt.name),
    data: { prompt: prompt.name },
    rule: { cron: cronOf(prompt.when), zone: firstZone, holidays: 'run', catchUp },
    owner: owner?.id ?? null,
    paused: state !== 'active' || isOver(prompt.when, dayOf(context.now, firstZone)),
  })
}

/** Whether no time is left at which the clock would ask: the day has passed, or there never was one. */
const isOver = (when: When | null, today: string): boolean => when === null || ('on' in when && when.on < today)

function cronOf(when: When | null): string {
  if (when === null) return `${opensAt} 1 1 *`
  if ('on' in when) {
    const [, month, day] = when.on.split('-').map(Number)
    return `${opensAt} ${day} ${month} *`
  }
  if (when.every === 'week') return `${opensAt} * * ${(weekdays.indexOf(when.day) + 1) % 7}`
  return `${opensAt} ${when.day} ${when.every === 'month' ? '*' : '1,4,7,10'} *`
}

/** What of a prompt nobody knows: where it stands in its file, and the cure. Null when all is well. */
export async function problemOf({ db }: Context, { owners, ask, results }: Prompt): Promise<Problem | null> {
  const named = (place: string | null) => (place === null ? [] : [place])
  return unknownOf(db, {
    people: { owners, 'ask.people': ask.people },
    departments: { 'ask.departments': ask.departments },
    places: { 'ask.place': named(ask.place), 'results.place': named(results.place) },
  })
}
