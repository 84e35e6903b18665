import type { Reply } from '../../src/chat/incoming.js'
import * as actions from '../../src/checklists/actions.js'
import { type EvidenceFile, freeFiles, keepFiles } from '../../src/checklists/file-store.js'
import { finishItem } from '../../src/checklists/finish.js'
import { wants } from '../../src/checklists/item.js'
import { filesCard } from '../../src/checklists/item-card.js'
import { mayImport } from '../../src/drops/model.js'
import { Refusal } from '../../src/locales/refusal.js'
import { type Asking, type Binding, bind, type Shared } from '../command.js'
import { tell } from '../tell.js'
import { doneText } from './items.js'
import { minesOf } from './show.js'

/** `done #12`, `checklist evidence for #12` or only `#12`, beside a file. */
const saidFor = /^(?:\/?checklist\s+)?(?:(?:done|finish|evidence)\s+(?:for\s+)?#?|#)(\d{1,9})\s*[.:!]?$/i

/** What somebody who brings data in may mean as data. */
const table = /\.(?:csv|tsv|txt|xlsx?|xlsm)$/i
const mostItems = 5

/**
 * Takes files that somebody shared as evidence: of the item that the words beside them name, or of one of theirs that wants a
 * file, which is asked.
 * @returns null where they are meant for something else
 */
export async function takeFiles({ text, files }: Shared, asking: Asking): Promise<Reply | null> {
  const { db, by, at, now, cause } = asking
  const keep = () => keepFiles(db, files, { person: by.id, from: at, at: now, cause })
  const named = saidFor.exec(text.trim())
  if (named) return finished(Number(named[1]), await keep(), asking)
  if (mayImport(by) && files.every(({ name }) => table.test(name))) return null
  const mine = (await minesOf(asking)).filter(({ item }) => wants(item.evidence) === 'file').slice(0, mostItems)
  if (mine.length === 0) return null
  const items = mine.map(({ item }) => item)
  return { kind: 'tell', message: filesCard(await keep(), items, asking.t) }
}

async function finished(item: number, files: readonly EvidenceFile[], asking: Asking): Promise<Reply> {
  return tell(doneText(await finishItem(asking, item, files), asking))
}

/** The button that says which item shared files are evidence of. */
export const fileBindings: readonly Binding[] = [
  bind(actions.useFiles, {
    press: async ({ item, files }, asking) => {
      const free = await freeFiles(asking.db, asking.by.id, files)
      if (free.length === 0) throw new Refusal('checklists.files_used')
      return finished(item, free, asking)
    },
  }),
]
