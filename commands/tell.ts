import type { Reply } from '../src/chat/incoming.js'
import type { Text } from '../src/chat/text.js'

/** A private answer of one paragraph. */
export const tell = (text: Text): Reply => ({
  kind: 'tell',
  message: { blocks: [{ kind: 'text', text }], discloses: [] },
})
