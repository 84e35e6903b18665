import type { Account } from '../src/chat/place.js'
import type { Texts } from '../src/locales/texts.js'

/** How long a language is remembered, in milliseconds: so late may help appear in the new one after somebody changed theirs. */
const remembered = 60_000

/**
 * In which language and zone accounts read, for answers that are the same for everybody. Nothing else is remembered of them:
 * what somebody may see is asked of the database every time.
 */
export interface Readers {
  /** Null for somebody who has not been here within the last minute. */
  of(account: Account): Texts | null
  remember(account: Account, texts: Texts): void
}

export function readers(): Readers {
  const known = new Map<string, Texts>()
  const idOf = ({ platform, workspace, user }: Account): string => `${platform} ${workspace} ${user}`
  return {
    of: (account) => known.get(idOf(account)) ?? null,
    remember(account, texts) {
      const id = idOf(account)
      if (!known.has(id)) setTimeout(() => known.delete(id), remembered).unref()
      known.set(id, texts)
    },
  }
}
