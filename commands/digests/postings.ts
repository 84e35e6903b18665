import { followPostings } from '../../src/alerts/postings.js'
import type { PostingsAt } from '../../src/company/posting.js'
import { digestPostings } from '../../src/digests/places.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { playbookPostings } from '../../src/playbooks/postings.js'

/** Everything that posts to places by itself: whoever owns it hears when something happens to a place. */
export const postingsOf = (catalogue: Catalogue): readonly PostingsAt[] => [
  digestPostings(catalogue),
  followPostings(catalogue),
  playbookPostings(catalogue),
]
