import { pressOf } from '../../src/chat/button.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Button } from '../../src/chat/message.js'
import * as actions from '../../src/digests/actions.js'
import { detailsOf } from '../../src/digests/details.js'
import { type Answered, answersOf } from '../../src/digests/lines.js'
import { destinationKey } from '../../src/digests/model.js'
import { postById } from '../../src/digests/posts-store.js'
import { Refusal } from '../../src/locales/refusal.js'
import { followButton, handOverButton } from '../../src/metrics/card.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { mayRead } from '../../src/metrics/visibility.js'
import { explain } from '../../src/metrics/why.js'
import { whyCard } from '../../src/metrics/why-card.js'
import { dayOf } from '../../src/time/zone.js'
import type { Asking } from '../command.js'
import { tell } from '../tell.js'

interface Posted {
  readonly post: number
  readonly to: string
}

/** The lines of a post that this person may read, asked again for its moment, and what they are asked with. */
async function linesOfPost({ post: id, to }: Posted, asking: Asking, catalogue: Catalogue) {
  const post = await postById(asking.db, id)
  if (!post) throw new Refusal('errors.old_button')
  const then = { ...asking, now: post.asOf }
  const destination = post.digest.destinations.find((one) => destinationKey(one) === to)
  const answers = await answersOf(then, catalogue, post.digest)(destination?.filters ?? {})
  return { then, answers: answers.filter(({ metric }) => mayRead(metric, asking.by)) }
}

/** [Why?]: what moved, by which dimension, and the rows of what moved most; the other lines that moved are buttons. */
export async function why(
  args: Posted & { readonly metric: string | null },
  asking: Asking,
  catalogue: Catalogue,
): Promise<Reply> {
  const { then, answers } = await linesOfPost(args, asking, catalogue)
  const moved = answers.filter((one) => movement(one) > 0).toSorted((a, b) => movement(b) - movement(a))
  const named = moved.filter(({ metric }) => metric.definition.name === args.metric)
  const [first] = named.length > 0 ? named : moved
  if (!first) return tell(asking.t.text('digests.nothing_moved'))
  // Unless one was asked for, the one that moved most and can be explained: the parts of a median do not add up.
  const { wanted, explanation } = await firstExplained(named.length > 0 ? named : moved, then, catalogue)
  const others = moved.filter((one) => one !== (wanted ?? first)).map((one) => otherButton(one, args, asking))
  const { answer } = wanted ?? first
  const next = [...others, followButton(answer, asking.t), handOverButton(answer, asking.t)]
  if (!explanation) return unexplained(first, next, asking)
  const today = dayOf(then.now, asking.company.zone)
  return { kind: 'tell', message: whyCard(explanation, { t: asking.t, calendar: asking.company, today }, next) }
}

async function firstExplained(moved: readonly Answered[], then: Asking, catalogue: Catalogue) {
  for (const wanted of moved) {
    const explanation = await explain(catalogue, wanted.answer.question, then)
    if (explanation) return { wanted, explanation }
  }
  return { wanted: null, explanation: null }
}

function unexplained({ metric }: Answered, others: readonly Button[], { t }: Asking): Reply {
  const text = t.text('digests.no_explanation', { metric: metric.definition.label })
  const buttons = { kind: 'actions', buttons: others } as const
  return { kind: 'tell', message: { blocks: [{ kind: 'text', text }, buttons], discloses: [] } }
}

/** How far a number moved, as a share of what it was: numbers of different units are compared by it. */
function movement({ answer: { result, against } }: Answered): number {
  const before = against?.result.value ?? null
  if (result.value === null || before === null || result.value === before) return 0
  return before === 0 ? Number.POSITIVE_INFINITY : Math.abs((result.value - before) / before)
}

function otherButton({ metric }: Answered, { post, to }: Posted, { t }: Asking): Button {
  const { name, label } = metric.definition
  return pressOf(t.plain('digests.why_other', { metric: label }), actions.why, { post, to, metric: name })
}

/** [Details]: the breakdown behind each line. */
export async function details(args: Posted, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const { then, answers } = await linesOfPost(args, asking, catalogue)
  const message = detailsOf(answers, then, { correction: null }, asking.t)
  return message === null ? tell(asking.t.text('digests.no_details')) : { kind: 'tell', message }
}
