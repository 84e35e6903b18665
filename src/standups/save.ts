import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { isZone } from '../company/file.js'
import { type Problem, unknownOf } from '../company/known.js'
import { personByEmail } from '../company/store.js'
import { saveSchedule } from '../schedules/save.js'
import { keepUp } from './keep-up.js'
import { cronDays, type Standup, type StandupState, type StandupsFile } from './model.js'
import { firstZone } from './open.js'
import * as store from './store.js'
import { subjectOf } from './subjects.js'

/** Thrown for a standup in a file that cannot work: names the path in the file, the value and the cure. */
class StandupFileError extends Error {
  readonly code = 'standup_file'
}

/** The first minutes of a day are not the moment at which clocks change anywhere that matters here. */
const opensAt = '5 0'
/** A round that opens late still asks everybody whose time has not come. */
const catchUp = 12 * 3600

/**
 * Stores the standups of a file with their schedules. Applying the same file again changes nothing.
 * @returns how many there are in it
 * @throws StandupFileError for an owner, department, person, place or zone that is not known
 */
export async function applyStandups(context: Context, file: StandupsFile): Promise<number> {
  for (const [index, standup] of file.standups.entries()) {
    const wrong = await problemOf(context, standup)
    if (wrong) throw new StandupFileError(`standups.yaml, standups[${index}].${wrong.path}: ${wrong.says}`)
    await saveStandup(context, standup)
  }
  return file.standups.length
}

/** All standups that are not archived, as a file has them. */
export async function exportStandups(db: Context['db']): Promise<StandupsFile> {
  return { standups: (await store.all(db)).map(({ standup }) => standup) }
}

/**
 * Stores a standup, and when its rounds open. A standup of the same name is changed, and with it the rounds that are open. Call it
 * inside a transaction.
 */
export async function saveStandup(context: Context, standup: Standup): Promise<void> {
  const owner = await personByEmail(context.db, standup.owner)
  if (!owner) throw new Error(`Nobody has the e-mail ${standup.owner}`)
  const before = await store.byName(context.db, standup.name)
  await store.saveStandup(context.db, standup, owner.id)
  const subject = subjectOf(standup.name)
  const state = before?.state ?? 'active'
  await saveTimes(context, standup, owner.id, state)
  if (state === 'active') await keepUp(context, standup)
  if (JSON.stringify(before?.standup) === JSON.stringify(standup)) return
  await recordChange(context, { subject, verb: 'save', before: before?.standup ?? null, after: standup })
}

async function saveTimes(context: Context, standup: Standup, owner: number, state: StandupState): Promise<void> {
  await saveSchedule(context, {
    kind: 'standups',
    subject: subjectOf(standup.name),
    data: { standup: standup.name },
    rule: { cron: `${opensAt} * * ${cronDays(standup)}`, zone: firstZone, holidays: 'run', catchUp },
    owner,
    paused: state !== 'active',
  })
}

/** Pauses, resumes or archives a standup: while it is not active nobody is asked. */
export async function changeState(context: Context, name: string, state: StandupState): Promise<void> {
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await store.byName(tx, name)
    if (!before || before.state === state) return
    await store.setState(tx, name, state)
    await saveTimes(inside, before.standup, before.owner, state)
    if (state === 'active') await keepUp(inside, before.standup)
    await recordChange(inside, {
      subject: subjectOf(name),
      verb: state,
      before: { state: before.state },
      after: { state },
    })
  })
}

/** What of a standup nobody knows: where it stands in its file, and the cure. Null when all is well. */
export async function problemOf({ db }: Context, standup: Standup): Promise<Problem | null> {
  const { owner, owners, ask, summary, zone } = standup
  const unknown = await unknownOf(db, {
    people: { owner: [owner], owners, 'ask.people': ask.people },
    departments: { 'ask.departments': ask.departments },
    places: { 'summary.place': [summary.place], 'ask.place': ask.place === null ? [] : [ask.place] },
  })
  if (unknown) return unknown
  if (zone === 'own' || isZone(zone)) return null
  return { path: 'zone', says: `"${zone}" is no time zone; write "own" or for example Europe/Berlin` }
}
