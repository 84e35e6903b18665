import type { PostingsAt } from '../company/posting.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { isRecord, type Playbook } from './model.js'
import * as store from './store.js'

/** The playbooks that tell a place something. */
export function playbookPostings(catalogue: Catalogue): PostingsAt {
  return async ({ db }, place) => {
    const all = await store.all(db)
    return all
      .filter(({ playbook, state }) => state === 'active' && tells(playbook, place.name))
      .map(({ playbook: { name, title, owner, when } }) => ({
        about: `playbook:${name}`,
        owner,
        title: () => title,
        closed: (t) =>
          isRecord(when)
            ? [t.plain('playbooks.of_records')]
            : [catalogue.find(when.metric)?.definition.label ?? when.metric],
      }))
  }
}

const tells = ({ do: { action, to } }: Playbook, place: string): boolean => action === 'message' && to === place
