import { typedIn } from '../../src/chat/fields.js'
import type { Reply } from '../../src/chat/incoming.js'
import * as actions from '../../src/digests/actions.js'
import { correctable, correctDigest } from '../../src/digests/correct.js'
import { correctForm } from '../../src/digests/correct-form.js'
import { readmitPlace, retryPlace } from '../../src/digests/places.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { named } from './named.js'
import { postingsOf } from './postings.js'

async function open(name: string, asking: Asking): Promise<Reply> {
  const stored = await named(name, asking)
  return { kind: 'form', form: correctForm(await correctable(asking, stored), asking.t) }
}

/** `/digest correct`: the latest post, corrected where it stands. */
export const correction = {
  open,
  binding: (catalogue: Catalogue): Binding =>
    bind(actions.correct, {
      press: ({ digest }, asking) => open(digest, asking),
      submit: async ({ digest: name }, values, asking) => {
        const stored = await named(name, asking)
        const reason = typedIn(values, 'reason')
        if (reason.length < 3) {
          const errors = { reason: asking.t.plain('digests.wrong_reason') }
          return { kind: 'form', form: correctForm(await correctable(asking, stored), asking.t, values, errors) }
        }
        const count = await correctDigest(asking, catalogue, stored, reason)
        return tell(asking.t.text('digests.correcting', { title: stored.digest.title, count }))
      },
    }),
}

/** A guest has left a place, or may read along after all: what was left out is posted there again. */
export const readmission = (catalogue: Catalogue): Binding =>
  bind(actions.readmit, {
    press: async ({ place }, asking) => {
      const name = await readmitPlace(asking, postingsOf(catalogue), place)
      return tell(asking.t.text('digests.readmitted', { place: name }))
    },
  })

/** A place is back, and no notice of it came. */
export const placeIsBack = (catalogue: Catalogue): Binding =>
  bind(actions.placeBack, {
    press: async ({ place }, asking) => {
      const name = await retryPlace(asking, postingsOf(catalogue), place)
      return tell(asking.t.text('digests.readmitted', { place: name }))
    },
  })
