import type { Context } from '../company/context.js'
import { textsFor } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { knownFor, problemsOf } from './check.js'
import type { DigestsFile, FileDigest, StoredDigest } from './model.js'
import { allDigests } from './store.js'
import { writeDigest } from './write.js'

/** Thrown for a digest in a file that cannot work: names the path in the file, the value and the cure. */
class DigestFileError extends Error {
  readonly code = 'digest_file'
}

/** The terminal speaks English. */
const t = textsFor('en', 'UTC')

/**
 * Stores the digests of a file with their schedules. Applying the same file again changes nothing.
 * @returns how many digests there are in it
 * @throws DigestFileError listing every metric, period, place, owner or rule that cannot be used
 */
export async function applyDigests(context: Context, file: DigestsFile, catalogue: Catalogue): Promise<number> {
  const known = await knownFor(context, catalogue)
  const problems = file.digests.flatMap(({ state: _state, ...digest }, index) =>
    problemsOf(digest, known).map(
      ({ path, key, args }) => `digests.yaml, digests[${index}].${path}: ${t.plain(key, args)}`,
    ),
  )
  if (problems.length > 0) throw new DigestFileError(problems.join('\n'))
  const before = new Map((await allDigests(context.db)).map((one) => [one.digest.name, one]))
  for (const one of file.digests) await applyOne(context, one, before.get(one.name) ?? null)
  return file.digests.length
}

async function applyOne(
  context: Context,
  { state, ...digest }: FileDigest,
  before: StoredDigest | null,
): Promise<void> {
  const pending = state === 'draft' ? (before?.pending ?? null) : null
  await writeDigest(context, before, { digest, state, pending, approvedBy: before?.approvedBy ?? null }, 'apply')
}

/** The digests as a file has them: applying it to an empty company makes the same ones. */
export async function exportDigests(context: Context): Promise<DigestsFile> {
  return { digests: (await allDigests(context.db)).map(({ digest, state }) => ({ ...digest, state })) }
}
