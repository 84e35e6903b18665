import { callOf } from '../../src/chat/action.js'
import type { Reply } from '../../src/chat/incoming.js'
import { textOf } from '../../src/chat/text.js'
import * as actions from '../../src/feedback/prompt-actions.js'
import * as store from '../../src/feedback/prompt-store.js'
import { mayManage, type Reader, type Results, readerOf, resultsOf } from '../../src/feedback/results.js'
import { answersCsv } from '../../src/feedback/results-csv.js'
import { cardOf, shareResults } from '../../src/feedback/results-post.js'
import { readPage } from '../../src/feedback/results-read.js'
import { trendOf } from '../../src/feedback/results-trend.js'
import { promptNamed } from '../../src/feedback/standing.js'
import { Refusal } from '../../src/locales/refusal.js'
import { type Asking, bind } from '../command.js'
import { tell } from '../tell.js'

/** `/feedback results NAME [by department | by segment | over time]`: of the latest round. */
export async function showResults(text: string, asking: Asking): Promise<Reply> {
  const split = /\s+(?:by\s+(department|segment)|(over time))$/i.exec(` ${text}`)
  const name = (split ? ` ${text}`.slice(0, split.index) : text).trim()
  const stored = await promptNamed(name, asking)
  const [latest] = await store.roundsOf(asking.db, stored.prompt.name, 1)
  if (!latest) return tell(asking.t.text('feedback.never_asked', { title: stored.prompt.title }))
  if (split?.[2]) {
    await requireReader(latest, asking)
    return { kind: 'tell', message: await trendOf(asking, stored.prompt.name) }
  }
  const by = split?.[1]?.toLocaleLowerCase('en')
  return show(latest, by === 'department' || by === 'segment' ? by : null, asking)
}

/** @throws Refusal for somebody whom the results are not shared with */
async function requireReader(asked: store.AskedRound, asking: Asking): Promise<Reader> {
  const reader = await readerOf(asking, asked)
  if (reader) return reader
  const { title, owners } = asked.prompt
  throw new Refusal('feedback.not_reader', { title, owners: asking.t.list(owners) })
}

async function show(asked: store.AskedRound, by: 'department' | 'segment' | null, asking: Asking): Promise<Reply> {
  const reader = await requireReader(asked, asking)
  return { kind: 'tell', message: await cardOf(asking, asked, reader, by) }
}

async function roundOf(id: number, asking: Asking): Promise<store.AskedRound> {
  const asked = await store.roundById(asking.db, id)
  if (!asked) throw new Refusal('errors.old_button')
  return asked
}

/** What may be read of a round by whoever asks. @throws Refusal where nothing of it may be told to them */
async function openResults(id: number, asking: Asking): Promise<{ reader: Reader; results: Results }> {
  const asked = await roundOf(id, asking)
  const reader = await requireReader(asked, asking)
  const results = await resultsOf(asking, asked, reader, 'department')
  if (!results.whole) throw new Refusal('feedback.not_told', { title: asked.prompt.title, least: asked.least })
  return { reader, results }
}

export const resultBindings = [
  bind(actions.results, { press: async ({ round, by }, asking) => show(await roundOf(round, asking), by, asking) }),
  bind(actions.read, {
    press: async ({ round, from }, asking) => {
      const { reader, results } = await openResults(round, asking)
      const message = await readPage(asking, results.asked, { day: results.day, reader, from })
      return { kind: 'tell', message }
    },
  }),
  bind(actions.download, {
    press: async ({ round }, asking) => {
      const { reader, results } = await openResults(round, asking)
      const { asked, day, groups } = results
      const departments = new Set(groups.map(({ key }) => key))
      const note = textOf(
        asking.t.plain('feedback.download_note', { title: asked.prompt.title, day: asking.t.day(day) }),
      )
      const text = await answersCsv(asking, asked, { day, reader, departments })
      return {
        kind: 'file',
        file: { name: `${asked.prompt.name}-${day}.csv`, text, note, call: callOf(actions.download, { round }) },
      }
    },
  }),
  bind(actions.share, {
    press: async ({ round }, asking) => {
      const asked = await roundOf(round, asking)
      if (!mayManage(asking.by, asked.prompt)) throw new Refusal('feedback.not_manager', { title: asked.prompt.title })
      await shareResults(asking, round)
      return tell(asking.t.text('feedback.is_shared', { title: asked.prompt.title }))
    },
  }),
]
