import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Values } from '../../src/chat/form.js'
import type { Incoming, Reply } from '../../src/chat/incoming.js'
import type { Account } from '../../src/chat/place.js'
import type { Profile } from '../../src/chat/platform.js'
import type { Context } from '../../src/company/context.js'
import { zonesLike } from '../../src/company/me.js'
import { mostBytes } from '../../src/drops/model.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Texts } from '../../src/locales/texts.js'
import { setUp } from '../../src/welcome/actions.js'
import { stepsCard } from '../../src/welcome/card.js'
import { currenciesLike, foundCompany, readFounding } from '../../src/welcome/founding.js'
import { foundingCard, foundingForm } from '../../src/welcome/founding-card.js'
import { stepsOf } from '../../src/welcome/invite.js'
import type { Directory } from './directory.js'

export interface FoundingDesk {
  readonly db: Db
  /** The business clock. */
  readonly now: () => Temporal.Instant
  readonly directory: Pick<Directory, 'people'>
  /** What has to be done regularly as soon as there is a company, in the transaction that makes it. */
  readonly begin: (context: Context) => Promise<void>
}

export type Founding = (incoming: Incoming, t: Texts) => Promise<Reply>

const megabytes = mostBytes / (1024 * 1024)

/** What anybody is answered while there is no company: the way to set it up. */
export function founding(desk: FoundingDesk): Founding {
  return async (incoming, t) => {
    const { kind } = incoming
    const here = 'call' in incoming && incoming.call.action === setUp.id
    if (kind === 'press' && here) return { kind: 'form', form: foundingForm(t) }
    if (kind === 'submit' && here) return submitted(incoming, incoming.values, t, desk)
    if (kind === 'search')
      return {
        kind: 'options',
        options: incoming.field === 'zone' ? zonesLike(incoming.text) : currencies(incoming, t),
      }
    return { kind: kind === 'home' ? 'home' : 'tell', message: foundingCard(t) }
  }
}

const currencies = ({ text }: { readonly text: string }, t: Texts) => currenciesLike(text, t.locale)

async function submitted(incoming: Incoming, values: Values, t: Texts, desk: FoundingDesk): Promise<Reply> {
  const read = readFounding(values)
  if (read.kind === 'wrong') return { kind: 'form', form: foundingForm(t, values, read.errors) }
  const founder = await founderOf(incoming.from, desk.directory.people(incoming.at))
  if (!founder) throw new Refusal('welcome.unknown_founder')
  const outset = { db: desk.db, now: desk.now(), cause: incoming.key }
  const context = await foundCompany(outset, read.value, founder, desk.begin)
  return { kind: 'tell', message: stepsCard(await stepsOf(context), megabytes, context.t) }
}

async function founderOf(who: Account, profiles: AsyncIterable<Profile>): Promise<Profile | null> {
  for await (const profile of profiles) if (profile.account.user === who.user) return profile
  return null
}
