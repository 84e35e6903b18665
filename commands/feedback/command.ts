import type { Reply } from '../../src/chat/incoming.js'
import type { Secrecy } from '../../src/feedback/secrecy.js'
import { Refusal } from '../../src/locales/refusal.js'
import { type Asking, type Command, inside } from '../command.js'
import { giveBindings, giveButtons, giveByWords, giveDefect, unnamedByWords } from './give.js'
import { queueBindings, showMine, showQueue, stepByWords } from './queue.js'
import { checklistBinding } from './queue-checklist.js'
import { replyBindings, showMail } from './reply.js'

type Verb = (rest: string, asking: Asking) => Promise<Reply> | Reply

/** `/feedback to DEPARTMENT about …`, `anonymously`, `defect`, `queue`, the steps of an item, `mine`, `mail`. */
export function feedbackCommand(secrecy: Secrecy): Command {
  const verbs: Readonly<Record<string, Verb>> = {
    '': (_rest, asking) => giveButtons(null, asking),
    to: giveByWords,
    give: (_rest, asking) => giveButtons(null, asking),
    anonymously: unnamedByWords,
    defect: giveDefect,
    queue: showQueue,
    mine: (_rest, asking) => showMine(asking),
    mail: (_rest, asking) => showMail(asking, secrecy),
  }
  return inside({
    name: 'feedback',
    words: async (text, asking) => {
      const typed = text.trim()
      const [first = ''] = typed.split(/\s+/)
      const [word, rest] = [first.toLocaleLowerCase('en'), typed.slice(first.length).trim()]
      const known = Object.hasOwn(verbs, word) ? verbs[word] : undefined
      const reply = known ? await known(rest, asking) : await stepByWords(word, rest, asking)
      if (!reply) throw new Refusal('feedback_items.unknown_verb', { typed: first })
      return reply
    },
    bindings: [...giveBindings(secrecy), ...queueBindings, checklistBinding, ...replyBindings(secrecy)],
  })
}
