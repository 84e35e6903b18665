import type { Reply } from '../../src/chat/incoming.js'
import type { Secrecy } from '../../src/feedback/secrecy.js'
import { Refusal } from '../../src/locales/refusal.js'
import { type Asking, type Command, inside } from '../command.js'
import { answerBinding, openAnswer, previewBinding, toPreview, waitingMessage } from './answer.js'
import { ask, askBindings, change, showPrompts, showTemplates } from './ask.js'
import { giveBindings, giveButtons, giveByWords, giveDefect, unnamedByWords } from './give.js'
import { toForm, writeBinding } from './prompts.js'
import { queueBindings, showMine, showQueue, stepByWords } from './queue.js'
import { checklistBinding } from './queue-checklist.js'
import { replyBindings, showMail } from './reply.js'
import { saidBindings } from './reply-said.js'
import { resultBindings, showResults } from './results.js'

type Verb = (rest: string, asking: Asking) => Promise<Reply> | Reply

/** `/feedback answer | prompts | results | ask | new | edit | copy | preview | pause | resume | archive`, `to DEPARTMENT about …`, `anonymously`, `defect`, `queue`, the steps of an item, `mine`, `mail`. */
export function feedbackCommand(secrecy: Secrecy): Command {
  const verbs: Readonly<Record<string, Verb>> = {
    '': (_rest, asking) => begin(asking),
    answer: (_rest, asking) => openAnswer(asking),
    prompts: showPrompts,
    results: showResults,
    ask,
    new: (_rest, asking) => showTemplates(asking),
    edit: (rest, asking) => toForm(rest, false, asking),
    copy: (rest, asking) => toForm(rest, true, asking),
    preview: toPreview,
    pause: (rest, asking) => change(rest, 'paused', asking),
    resume: (rest, asking) => change(rest, 'active', asking),
    archive: (rest, asking) => change(rest, 'archived', asking),
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
    bindings: [
      answerBinding(secrecy),
      previewBinding,
      writeBinding,
      ...askBindings,
      ...resultBindings,
      ...giveBindings(secrecy),
      ...queueBindings,
      checklistBinding,
      ...replyBindings(secrecy),
      ...saidBindings,
    ],
  })
}

/** What waits for an answer, then the ways to say something unasked. */
async function begin(asking: Asking): Promise<Reply> {
  const waiting = await waitingMessage(asking)
  return waiting ? { kind: 'tell', message: waiting } : giveButtons(null, asking)
}
