import * as actions from '../../src/checklists/actions.js'
import { type Binding, bind, type Command, inside } from '../command.js'
import { approvalBindings } from './approvals.js'
import { fileBindings, takeFiles } from './files.js'
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
  bind(actions.exportRun, { press: ({ run }, asking) => show.exported(run, asking) }),
  bind(actions.exportTemplates, { press: ({ template }, asking) => show.exportedTemplates(template, asking) }),
]

/** `/checklist`: where the checklists stand, everything that can be done to their items, and their approvals. */
export const checklistCommand: Command = inside({
  name: 'checklist',
  words: checklistWords,
  files: takeFiles,
  bindings: [...looks, ...itemBindings, ...fileBindings, ...approvalBindings, ...startBindings, ...writeBindings],
})
