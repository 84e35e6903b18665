import type { SharedFile } from '../chat/file.js'
import type { Place } from '../chat/place.js'
import { FactsError } from '../facts/problems.js'
import { Refusal } from '../locales/refusal.js'
import type { DropDesk } from './desk.js'
import { type Drop, keptDays, mayImport, mostBytes, safeName } from './model.js'
import { type DropContext, readDrop } from './read.js'
import * as store from './store.js'

/** What became of one file. */
export type Received =
  | { readonly kind: 'kept'; readonly drop: Drop }
  | { readonly kind: 'refused'; readonly name: string; readonly why: 'too large' | 'gone' | 'failed' | 'empty' }
  | { readonly kind: 'unreadable'; readonly name: string; readonly error: FactsError }

/**
 * Takes files that somebody dropped: fetched within the limit, kept, then looked at. The same incoming again finds what it
 * brought the first time.
 * @throws Refusal for somebody who may not bring data in
 */
export async function receiveFiles(
  desk: DropDesk,
  context: DropContext,
  from: Place,
  files: readonly SharedFile[],
): Promise<readonly Received[]> {
  if (!mayImport(context.by)) throw new Refusal('drops.not_allowed')
  await store.forgetBytes(context.db, context.now.subtract({ hours: keptDays * 24 }))
  const received: Received[] = []
  for (const [at, file] of files.entries())
    received.push(await receive(desk, context, from, file, `${context.cause}#${at}`))
  return received
}

async function receive(
  desk: DropDesk,
  context: DropContext,
  from: Place,
  file: SharedFile,
  key: string,
): Promise<Received> {
  const name = safeName(file.name)
  const before = await store.dropByKey(context.db, key)
  if (before?.profile || before?.sheets) return { kind: 'kept', drop: before }
  if (!before) {
    if ((file.size ?? 0) > mostBytes) return { kind: 'refused', name, why: 'too large' }
    const fetched = await desk.fetch(from, file, mostBytes)
    if (fetched.kind !== 'fetched') return { kind: 'refused', name, why: fetched.kind }
    if (fetched.bytes.length === 0) return { kind: 'refused', name, why: 'empty' }
    await store.addDrop(context.db, { key, person: context.by.id, name, bytes: fetched.bytes, at: context.now })
  }
  const kept = await store.dropByKey(context.db, key)
  if (!kept) throw new Error(`The file ${name} was not kept`)
  return lookAt(desk, context, kept)
}

/** Looks at a file that is kept. One that cannot be read is of no use to anybody and is forgotten at once. */
async function lookAt(desk: DropDesk, context: DropContext, drop: Drop): Promise<Received> {
  try {
    await readDrop(desk, context, drop.id)
  } catch (error) {
    if (!(error instanceof FactsError)) throw error
    await store.changeDrop(context.db, drop.id, { state: 'closed', bytes: null }, context.now)
    return { kind: 'unreadable', name: drop.name, error }
  }
  return { kind: 'kept', drop: (await store.dropById(context.db, drop.id)) ?? drop }
}
