import type { Reply } from '../../src/chat/incoming.js'
import * as actions from '../../src/feedback/prompt-actions.js'
import { listCard, standingCard, templateButtons } from '../../src/feedback/prompt-card.js'
import { openPrompt } from '../../src/feedback/prompt-open.js'
import { changeState } from '../../src/feedback/prompt-save.js'
import * as store from '../../src/feedback/prompt-store.js'
import { mayManage } from '../../src/feedback/results.js'
import { postLive } from '../../src/feedback/results-post.js'
import { promptNamed, requireManage, standingOf } from '../../src/feedback/standing.js'
import * as rounds from '../../src/rounds/store.js'
import { type Asking, bind } from '../command.js'
import { tell } from '../tell.js'

/** `/feedback prompts`, with a name that one alone. */
export async function showPrompts(name: string, asking: Asking): Promise<Reply> {
  if (name !== '') {
    const one = await standingOf(asking, await promptNamed(name, asking))
    return { kind: 'tell', message: standingCard(one, mayManage(asking.by, one.stored.prompt), asking.t) }
  }
  const all = await store.all(asking.db)
  const standing = await Promise.all(all.map((one) => standingOf(asking, one)))
  const mine = ({ stored }: (typeof standing)[number]) => mayManage(asking.by, stored.prompt)
  return { kind: 'tell', message: listCard(standing, mine, asking.t) }
}

/** `/feedback new`: an empty form, or one of the templates. */
export const showTemplates = ({ t }: Asking): Reply => ({
  kind: 'tell',
  message: { blocks: [templateButtons(t)], discloses: [] },
})

/** `/feedback ask NAME`: beside the prompt's own times, from now on. */
export async function ask(name: string, asking: Asking): Promise<Reply> {
  const stored = await promptNamed(name, asking)
  requireManage(asking, stored)
  const { title } = stored.prompt
  const occasion = `now:${asking.cause}`
  const round = await asking.db.transaction(async (tx) => {
    const inside = { ...asking, db: tx }
    const opened = await openPrompt(inside, stored.prompt, occasion, { instant: asking.now })
    if (opened) await postLive(inside, opened.id, null)
    return opened
  })
  if (!round) return tell(asking.t.text('feedback.nobody_there', { title }))
  const count = (await rounds.turnsOf(asking.db, round.id)).length
  return tell(asking.t.text('feedback.asking', { title, count, when: round.closesAt }))
}

/** `/feedback pause | resume | archive NAME`. */
export async function change(name: string, state: 'active' | 'paused' | 'archived', asking: Asking): Promise<Reply> {
  const stored = await promptNamed(name, asking)
  requireManage(asking, stored)
  await changeState(asking, stored.prompt.name, state)
  return tell(asking.t.text('feedback.changed', { title: stored.prompt.title, state }))
}

export const askBindings = [
  bind(actions.ask, { press: ({ prompt }, asking) => ask(prompt, asking) }),
  bind(actions.pause, { press: ({ prompt }, asking) => change(prompt, 'paused', asking) }),
  bind(actions.resume, { press: ({ prompt }, asking) => change(prompt, 'active', asking) }),
  bind(actions.archive, { press: ({ prompt }, asking) => change(prompt, 'archived', asking) }),
]
