import type { Call } from '../chat/action.js'
import type { Block, Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'

/** A button that asks before it throws something away. */
export const discardButton = (call: Call, t: Texts): Button => ({
  kind: 'call',
  label: t.plain('drops.discard'),
  call,
  style: 'danger',
  confirm: {
    title: t.plain('drops.discard'),
    text: t.plain('drops.discard_confirm'),
    yes: t.plain('drops.discard'),
    no: t.plain('common.cancel'),
  },
})

export const paragraph = (text: Text): Block => ({ kind: 'text', text })
export const note = (text: Text): Block => ({ kind: 'note', text })
export const row = (...buttons: readonly Button[]): Block => ({ kind: 'actions', buttons })

/** What is said of files is for those who may bring them in; it discloses no number of a metric. */
export const card = (...blocks: readonly Block[]): Message => ({ blocks, discloses: [] })
