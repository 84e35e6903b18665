import type { Db } from '../../db/connect.js'
import type { Message, Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import { askerOf } from '../company/asker.js'
import type { Context } from '../company/context.js'
import { placeOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { type Texts, textsFor } from '../locales/texts.js'
import * as live from './live-store.js'
import { wake } from './store.js'

/** A card that stands somewhere, as its renderer gets it. */
export interface Card {
  /** What stands behind the colon of its subject: `7` of `checklist:7`. */
  readonly id: string
  /** The name under which it was put into the outbox. */
  readonly view: string
  readonly to: Place
}

/** Draws the live cards of one kind of subject. */
export interface Renderer {
  /** What stands before the colon: `checklist`. */
  readonly kind: string
  /**
   * Draws a card as things stand now, in the words of its place (`context.t`).
   * @returns null to leave it as it is
   */
  draw(context: Context, card: Card): Promise<Message | null>
}

/**
 * Redraws every live card about a subject (a delivery with a `view`), wherever it stands and whether it is posted yet or not. To be
 * called in the transaction of the change (`context.db`), as its last step: it lets nobody else touch these cards until it ends. The cards are drawn when they are sent, by the subject's renderer, so what
 * they show is never older than the last change that was committed, however many people press at once; of several changes in a
 * row only the latest is sent.
 */
export async function refresh(context: Context, about: Subject): Promise<void> {
  await live.lockCards(context.db, [about])
  const standing = await live.touch(context.db, about)
  await live.redraw(context.db, standing, context.now, 'as written')
  if (standing.length > 0) await wake(context.db)
}

/** Draws a held row again, or null where nobody draws it or its renderer leaves it. */
export type Draw = (db: Db, card: { about: Subject; view: string; to: Place }) => Promise<Message | null>

/**
 * Finds the renderer of a card and the words of its place.
 * @param contextOf the clock's context; null while no company has been set up
 */
export function drawing(
  renderers: readonly Renderer[],
  contextOf: (db: Db, cause: string) => Promise<Context | null>,
): Draw {
  const byKind = new Map(renderers.map((one) => [one.kind, one]))
  return async (db, { about, view, to }) => {
    const colon = about.indexOf(':')
    const renderer = byKind.get(about.slice(0, colon))
    const context = renderer ? await contextOf(db, `redraw:${about}`) : null
    if (!renderer || !context) return null
    const t = await wordsOf(context, to)
    return renderer.draw({ ...context, t }, { id: about.slice(colon + 1), view, to })
  }
}

/** A person's own words in the conversation with them, the channel's elsewhere. */
async function wordsOf(context: Context, to: Place): Promise<Texts> {
  if (to.kind === 'channel') return textsOf(await placeOf(context.db, to), context.company)
  const asker = await askerOf(context.db, { platform: to.platform, workspace: to.workspace, user: to.channel })
  return asker?.person ? textsFor(asker.person.locale, asker.person.zone) : context.t
}
