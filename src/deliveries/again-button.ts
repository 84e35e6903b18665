import { callOf } from '../chat/action.js'
import type { Button } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import { postAgain } from './actions.js'

/** [Post again], under what did not arrive: only that is posted. */
export const againButton = (slot: number, t: Texts): Button => ({
  kind: 'call',
  label: t.plain('deliveries.again'),
  call: callOf(postAgain, { slot }),
  style: 'primary',
  confirm: null,
})
