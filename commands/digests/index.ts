import type { Reply } from '../../src/chat/incoming.js'
import { type Again, postAgain } from '../../src/deliveries/actions.js'
import { postFailedAgain } from '../../src/deliveries/again.js'
import * as actions from '../../src/digests/actions.js'
import { mayPostAgain } from '../../src/digests/rights.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { type Asking, bind, type Command, inside } from '../command.js'
import { tell } from '../tell.js'
import { asking as askingOwner } from './ask.js'
import { changeApproved, changePaused } from './change.js'
import { details, why } from './explain.js'
import { destinationBinding, linesBinding, settingsBinding } from './more.js'
import { correction, placeIsBack, readmission } from './repair.js'
import { history, list, preview, send, show, test } from './show.js'
import { formBindings, openCopy, openEdit, openNew } from './write.js'

type Verbs = Readonly<Record<string, (name: string, asking: Asking, catalogue: Catalogue) => Promise<Reply>>>

const verbs: Verbs = {
  list: (_name, asking) => list(asking),
  new: (_name, asking, catalogue) => openNew(asking, catalogue, { metrics: [], copyOf: null }),
  edit: openEdit,
  copy: openCopy,
  show,
  preview,
  test,
  send,
  pause: (name, asking, catalogue) => changePaused(name, asking, catalogue, true, false),
  resume: (name, asking, catalogue) => changePaused(name, asking, catalogue, false, false),
  approve: (name, asking, catalogue) => changeApproved(name, null, asking, catalogue),
  history: (name, asking) => history(name, asking),
  correct: (name, asking) => correction.open(name, asking),
}

/** What may be typed after `/digest`. */
export const digestVerbs: readonly string[] = Object.keys(verbs)

/**
 * `/digest list | new | edit | copy | show | preview | test | send | pause | resume | approve | history | correct NAME`. The name may be
 * left out while there is only one digest.
 */
export function digestCommand(catalogue: Catalogue): Command {
  return inside({
    name: 'digest',
    words: async (text, asking) => {
      const [verb = '', ...rest] = text.trim().split(/\s+/)
      const name = rest.join(' ').replace(/^now\b\s*/i, '')
      if (verb === '') return list(asking)
      const known = Object.entries(verbs).find(([word]) => word === verb.toLocaleLowerCase('en'))
      if (!known) throw new Refusal('digests.unknown_verb', { typed: verb })
      return known[1](name, asking, catalogue)
    },
    bindings: [
      bind(actions.preview, { press: ({ digest }, asking) => preview(digest, asking, catalogue) }),
      bind(actions.send, { press: ({ digest }, asking) => send(digest, asking, catalogue) }),
      bind(actions.test, { press: ({ digest }, asking) => test(digest, asking, catalogue) }),
      bind(actions.showDigest, { press: ({ digest }, asking) => show(digest, asking, catalogue) }),
      bind(actions.history, { press: ({ digest }, asking) => history(digest, asking) }),
      bind(actions.pause, { press: ({ digest }, asking) => changePaused(digest, asking, catalogue, true, true) }),
      bind(actions.resume, { press: ({ digest }, asking) => changePaused(digest, asking, catalogue, false, true) }),
      bind(actions.approve, {
        press: ({ digest, version }, asking) => changeApproved(digest, version, asking, catalogue),
      }),
      bind(actions.why, { press: (args, asking) => why(args, asking, catalogue) }),
      bind(actions.details, { press: (args, asking) => details(args, asking, catalogue) }),
      askingOwner,
      bind(postAgain, { press: again }),
      ...formBindings(catalogue),
      linesBinding(catalogue),
      settingsBinding(catalogue),
      destinationBinding(catalogue),
      correction.binding(catalogue),
      readmission(catalogue),
      placeIsBack(catalogue),
    ],
  })
}

async function again(of: Again, asking: Asking): Promise<Reply> {
  const count = await postFailedAgain(asking, of, mayPostAgain)
  return tell(asking.t.text('deliveries.again_sent', { count }))
}
