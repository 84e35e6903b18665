import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import * as store from './prompt-store.js'
import { type AskedRound, roundById, type Stored } from './prompt-store.js'
import { mayManage } from './results.js'

type Acting = Context & { readonly by: Person }

/** A prompt, and how far its latest round is. */
export interface Standing {
  readonly stored: Stored
  readonly latest: { readonly round: Round; readonly invited: number; readonly answered: number } | null
}

export async function standingOf(context: Context, stored: Stored): Promise<Standing> {
  const [asked] = await store.roundsOf(context.db, stored.prompt.name, 1)
  const round = asked && (await rounds.byId(context.db, asked.round))
  if (!round) return { stored, latest: null }
  return { stored, latest: { round, ...(await rounds.turnout(context.db, round.id)) } }
}

/** The prompt of a name or title, whatever the case; the only one where none is named. @throws Refusal for another */
export async function promptNamed(typed: string, context: Context): Promise<Stored> {
  const wanted = typed.trim().toLocaleLowerCase('en')
  const all = await store.all(context.db)
  const [only] = all
  if (wanted === '' && only && all.length === 1) return only
  const found = all.find(({ prompt }) => prompt.name === wanted || prompt.title.toLocaleLowerCase('en') === wanted)
  if (found) return found
  throw new Refusal('feedback.unknown', { typed, known: context.t.list(all.map(({ prompt }) => prompt.name)) })
}

/** @throws Refusal for somebody who neither owns the prompt nor is of RevOps */
export function requireManage({ by }: Acting, { prompt }: Stored): void {
  if (!mayManage(by, prompt)) throw new Refusal('feedback.not_manager', { title: prompt.title })
}

/** A round that waits for somebody's answer, or has it and can still be changed. */
export interface ToAnswer {
  readonly round: Round
  readonly asked: AskedRound
  readonly answered: boolean
}

/** Open rounds of prompts that somebody is in. */
export async function roundsToAnswer(context: Acting): Promise<readonly ToAnswer[]> {
  const found = []
  for (const { round, turn } of await rounds.openFor(context.db, context.by.id)) {
    const over = round.closedAt !== null || round.closesAt.epochMilliseconds <= context.now.epochMilliseconds
    const asked = round.kind === 'feedback' && !over ? await roundById(context.db, round.id) : null
    if (asked?.state === 'active' && turn.state !== 'away') {
      found.push({ round, asked, answered: turn.state === 'answered' })
    }
  }
  return found
}
