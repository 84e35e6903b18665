import type { Place } from '../chat/place.js'
import { type Texts, textsFor } from '../locales/texts.js'
import type { Context } from './context.js'
import type { Company, KnownPlace } from './model.js'
import { placeOf } from './store.js'

/** The words of a place: its own language and zone, else the company's. A channel is not spoken to in its presser's language. */
export function textsOf(place: Pick<KnownPlace, 'locale' | 'zone'> | null, company: Company): Texts {
  return textsFor(place?.locale ?? company.locale, place?.zone ?? company.zone)
}

/** The words for what will stand at a place: the person's own in a direct conversation, the channel's elsewhere. */
export async function textsOfPlace(context: Context, place: Place): Promise<Texts> {
  return place.kind === 'direct' ? context.t : textsOf(await placeOf(context.db, place), context.company)
}
