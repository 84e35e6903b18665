import { pressOf } from '../chat/button.js'
import type { Button } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import { type Again, postAgain } from './actions.js'

/** [Post again], under what did not arrive: only that is posted. */
export const againButton = (of: Again, t: Texts): Button =>
  pressOf(t.plain('deliveries.again'), postAgain, of, 'primary')
