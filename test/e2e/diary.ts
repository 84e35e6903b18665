import { expect } from 'vitest'
import type { PlatformName, Post } from '../../playground/model.js'
import type { House } from './house.js'
import { wordsOf } from './ledger.js'

/** What a house says, written down as it says it: a file of it is read by people, and whatever changes there has to be meant. */
export interface Diary {
  readonly lines: string[]
  /** Writes down what the bot has posted since, once everything that was due has gone out. @returns how many messages */
  heard(): Promise<number>
  /** Waits until every card that was drawn anew has been sent too. */
  drawn(): Promise<void>
}

const platforms: readonly PlatformName[] = ['slack', 'teams']

/** The words of a post in one line. */
export const inOneLine = (post: Post): string => wordsOf(post).replaceAll(/\s+/g, ' ')

/** Opens the diary of a house. */
export function diary(acme: House): Diary {
  const { sql } = acme.database
  const known = new Set<string>()
  const lines: string[] = []
  const heard = async (): Promise<number> => {
    await nothing(() => sql`select 1 from inbox where answered_at is null`)
    // Redrawn cards keep the pace of the platform's own edits, which is none of this.
    await nothing(
      () => sql`select 1 from deliveries where edits is null and state in ('waiting', 'claimed', 'sending')`,
    )
    const fresh = platforms
      .flatMap((platform) => acme.town.world.posts(platform))
      .filter((post) => post.author.kind === 'bot' && !known.has(keyOf(post)))
    for (const post of fresh) known.add(keyOf(post))
    lines.push(...fresh.map((post) => `  ${placeOf(acme, post)}: ${inOneLine(post)}`).toSorted())
    return fresh.length
  }
  return {
    lines,
    heard,
    drawn: () => nothing(() => sql`select 1 from deliveries where state in ('waiting', 'claimed', 'sending')`),
  }
}

const keyOf = ({ platform, channel, id }: Post): string => `${platform} ${channel} ${id}`

function placeOf(acme: House, post: Post): string {
  const channel = acme.town.world.channel(post.platform, post.channel)
  const name = channel?.kind === 'direct' ? channel.members.join() : (channel?.name ?? post.channel)
  return `${post.platform} ${channel?.kind === 'direct' ? 'to ' : '#'}${name}${post.onlyFor === null ? '' : ` (only ${post.onlyFor})`}`
}

/** Waits until nothing of a kind is left to be done. */
const nothing = (left: () => PromiseLike<readonly unknown[]>): Promise<void> =>
  expect.poll(left, { interval: 20, timeout: 120_000 }).toHaveLength(0)
