import type { Reply } from '../src/chat/incoming.js'
import * as actions from '../src/digests/actions.js'
import { digestList } from '../src/digests/card.js'
import { previewDigest } from '../src/digests/compose.js'
import type { Digest } from '../src/digests/model.js'
import { sendNow } from '../src/digests/send.js'
import { allDigests, digestByName } from '../src/digests/store.js'
import { Refusal } from '../src/locales/refusal.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { mayRead } from '../src/metrics/visibility.js'
import { find, history } from '../src/schedules/store.js'
import { type Asking, bind, type Command, requireInsider } from './command.js'
import { tell } from './tell.js'

/** `/digest list | preview NAME | send NAME`. The name may be left out while there is only one digest. */
export function digestCommand(catalogue: Catalogue): Command {
  const verbs = {
    list: (_name: string, asking: Asking) => list(asking),
    preview: (name: string, asking: Asking) => preview(name, asking, catalogue),
    send: (name: string, asking: Asking) => send(name, asking, catalogue),
  }
  return {
    name: 'digest',
    words: async (text, asking) => {
      requireInsider(asking)
      const [verb = '', ...rest] = text.trim().split(/\s+/)
      const name = rest.join(' ').replace(/^now\b\s*/i, '')
      const known = Object.entries(verbs).find(([word]) => word === verb.toLocaleLowerCase('en'))
      if (known) return known[1](name, asking)
      if (verb === '') return list(asking)
      throw new Refusal('digests.unknown_verb', { typed: verb })
    },
    bindings: [
      bind(actions.preview, { press: ({ digest }, asking) => preview(digest, asking, catalogue) }),
      bind(actions.send, { press: ({ digest }, asking) => send(digest, asking, catalogue) }),
    ],
  }
}

async function list(asking: Asking): Promise<Reply> {
  const digests = await allDigests(asking.db)
  const rows = await Promise.all(
    digests.map(async (digest) => {
      const subject = `digest:${digest.name}`
      const [last] = await history(asking.db, 'digests', subject, 1)
      return { digest, schedule: await find(asking.db, 'digests', subject), last: last ?? null }
    }),
  )
  return { kind: 'tell', message: digestList(rows, asking.t) }
}

async function preview(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const digest = await named(name, asking)
  const readable = (metric: string): boolean => {
    const found = catalogue.get(metric)
    return found !== null && mayRead(found, asking.by)
  }
  return { kind: 'tell', message: await previewDigest(asking, catalogue, digest, readable, asking.t) }
}

async function send(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const digest = await named(name, asking)
  const count = await sendNow(asking, catalogue, digest)
  return tell(
    asking.t.text('digests.sending', { title: digest.title, count: count === 0 ? digest.destinations.length : count }),
  )
}

/** The digest of a name or title, whatever its case; the only one where no name is given. */
async function named(name: string, asking: Asking): Promise<Digest> {
  const wanted = name.trim().toLocaleLowerCase('en')
  const digests = await allDigests(asking.db)
  const [only] = digests
  if (wanted === '' && only && digests.length === 1) return only
  const found =
    (await digestByName(asking.db, wanted)) ?? digests.find((one) => one.title.toLocaleLowerCase('en') === wanted)
  if (found) return found
  throw new Refusal('digests.unknown', { typed: name, known: asking.t.list(digests.map((one) => one.name)) })
}
