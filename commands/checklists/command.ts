import * as actions from '../../src/checklists/actions.js'
import { type Asking, type Binding, bind, type Command, requireInsider } from '../command.js'
import { approvalBindings } from './approvals.js'
import { itemBindings } from './items.js'
import * as show from './show.js'
import { startBindings } from './start.js'
import { checklistWords } from './words.js'
import { writeBindings } from './write.js'

const looks: readonly Binding[] = [
  bind(actions.status, { press: (_, asking) => show.status(asking) }),
  bind(actions.mine, { press: (_, asking) => show.mine(asking) }),
  bind(actions.items, { press: ({ run }, asking) => show.items(run, asking) }),
  bind(actions.history, { press: ({ run }, asking) => show.history(run, asking) }),
]

/** A guest presses in vain: a button in a shared channel opens nothing for them, not even a form. */
function forInsiders({ id, press, submit, search }: Binding): Binding {
  const passing = (asking: Asking): Asking => {
    requireInsider(asking)
    return asking
  }
  return {
    id,
    press: press && (async (args, asking) => press(args, passing(asking))),
    submit: submit && (async (args, values, asking) => submit(args, values, passing(asking))),
    search: search && (async (args, field, text, asking) => search(args, field, text, passing(asking))),
  }
}

/** `/checklist`: where the checklists stand, everything that can be done to their items, and their approvals. */
export const checklistCommand: Command = {
  name: 'checklist',
  words: async (text, asking) => {
    requireInsider(asking)
    return checklistWords(text, asking)
  },
  bindings: [...looks, ...itemBindings, ...approvalBindings, ...startBindings, ...writeBindings].map(forInsiders),
}
