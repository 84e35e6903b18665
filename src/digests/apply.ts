import type { Context } from '../company/context.js'
import { personByEmail, placesOf } from '../company/store.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { RuleError, saveSchedule } from '../schedules/save.js'
import { dayOf } from '../time/zone.js'
import { catchUpOf, type Digest, type DigestsFile } from './model.js'
import { questionOf, SectionError } from './questions.js'
import * as store from './store.js'

/** Thrown for a digest in a file that cannot work: names the path in the file, the value and the cure. */
class DigestFileError extends Error {
  readonly code = 'digest_file'
}

/**
 * Stores the digests of a file with their schedules. Applying the same file again changes nothing.
 * @returns how many digests there are in it
 * @throws DigestFileError for a metric, period, place, owner or rule that cannot be used
 */
export async function applyDigests(context: Context, file: DigestsFile, catalogue: Catalogue): Promise<number> {
  const places = new Set((await placesOf(context.db)).map((place) => place.name))
  for (const [index, digest] of file.digests.entries()) {
    const path = `digests.yaml, digests[${index}]`
    check(context, digest, { path, places, catalogue })
    const owner = await personByEmail(context.db, digest.owner)
    if (!owner)
      throw new DigestFileError(
        `${path}.owner: nobody in the company has the e-mail "${digest.owner}"; add them to company.yaml`,
      )
    await store.saveDigest(context.db, digest, owner.id)
    await saveRule(context, digest, owner.id, path)
  }
  return file.digests.length
}

function check(
  context: Context,
  digest: Digest,
  against: { path: string; places: ReadonlySet<string>; catalogue: Catalogue },
): void {
  const { path, places, catalogue } = against
  const setting = { catalogue, company: context.company, today: dayOf(context.now, context.company.zone) }
  for (const [index, destination] of digest.destinations.entries()) {
    if (!places.has(destination.place)) {
      const known = [...places].join(', ')
      throw new DigestFileError(
        `${path}.destinations[${index}].place: "${destination.place}" is no place; known are ${known}`,
      )
    }
    for (const [number, section] of digest.sections.entries()) {
      try {
        questionOf(section, destination.filters, setting)
      } catch (error) {
        if (error instanceof SectionError) throw new DigestFileError(`${path}.sections[${number}].${error.message}`)
        throw error
      }
    }
  }
}

async function saveRule(context: Context, digest: Digest, owner: number, path: string): Promise<void> {
  const { cron, zone, holidays } = digest.schedule
  try {
    await saveSchedule(context, {
      kind: 'digests',
      subject: `digest:${digest.name}`,
      data: { digest: digest.name },
      rule: { cron, zone, holidays, catchUp: catchUpOf(digest) },
      owner,
    })
  } catch (error) {
    if (error instanceof RuleError) throw new DigestFileError(`${path}.schedule: ${error.message}`)
    throw error
  }
}
