import type { Place } from '../../src/chat/place.js'
import type { Group, Profile } from '../../src/chat/platform.js'

/** Whom the platform on which somebody asks knows. */
export interface Directory {
  people(at: Place): AsyncIterable<Profile>
  groups(at: Place): AsyncIterable<Group>
  /** The ids of those who are in a channel. Rejects where they cannot be read. */
  members(at: Place): AsyncIterable<string>
}

/** A form holds no longer list: the others come the next time it is opened. */
export const mostChoices = 100
