import { folded } from '../../src/company/options.js'
import type { StoredDigest } from '../../src/digests/model.js'
import { allDigests, digestByName } from '../../src/digests/store.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Asking } from '../command.js'

/**
 * The digest of a name or title, whatever its case; the only one that has these words in either; the only one where no name is given.
 * @throws Refusal naming those that there are
 */
export async function named(name: string, asking: Asking): Promise<StoredDigest> {
  const wanted = name.trim().toLocaleLowerCase('en')
  const digests = await allDigests(asking.db)
  const [only] = digests
  if (wanted === '' && only && digests.length === 1) return only
  const found =
    (await digestByName(asking.db, wanted)) ??
    digests.find((one) => one.digest.title.toLocaleLowerCase('en') === wanted) ??
    onlyLike(folded(name), digests)
  if (found) return found
  if (digests.length === 0) throw new Refusal('digests.none')
  const known = asking.t.list(digests.map((one) => one.digest.name))
  throw new Refusal(wanted === '' ? 'digests.which' : 'digests.unknown', { typed: name, known })
}

/** `/digest preview weekly` while there is one weekly digest. */
function onlyLike(wanted: string, digests: readonly StoredDigest[]): StoredDigest | null {
  if (wanted === '') return null
  const [first, ...others] = digests.filter(({ digest }) =>
    [digest.name, digest.title].some((one) => folded(one).includes(wanted)),
  )
  return first && others.length === 0 ? first : null
}
