import type { Field } from '../../src/chat/form.js'
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

/** A choice of one that may be left open. */
export const choiceOf = (name: string, label: string, options: readonly { value: string; label: string }[]): Field => ({
  kind: 'choice',
  name,
  label,
  hint: null,
  required: false,
  many: false,
  options,
})
