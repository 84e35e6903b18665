import { typedIn } from '../../src/chat/fields.js'
import type { Option, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { placeOptions } from '../../src/company/options.js'
import { metricsLike } from '../../src/digests/form.js'
import { nameFrom } from '../../src/digests/read-form.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { mayRead } from '../../src/metrics/visibility.js'
import * as actions from '../../src/reviews/actions.js'
import { type Errors, reviewForm } from '../../src/reviews/form.js'
import { listCard } from '../../src/reviews/list-card.js'
import { type Review, review as reviewShape } from '../../src/reviews/model.js'
import { mayManage, requireSetUp } from '../../src/reviews/rights.js'
import { reviewProblem, saveReview } from '../../src/reviews/save.js'
import { allReviews, reviewByName } from '../../src/reviews/store.js'
import { type Asking, type Binding, bind } from '../command.js'
import { form } from './forms.js'

type Args = { review: string | null }

/** The form of a review: opened empty or with one to change; saved, or given back with what is wrong. */
export function reviewBinding(catalogue: Catalogue): Binding {
  return bind(actions.write, {
    press: async (args, asking) => {
      const before = await changing(args, asking)
      return form(reviewForm(before, await choices(before?.metrics ?? [], asking, catalogue), asking.t))
    },
    submit: (args, values, asking) => submit(args, values, asking, catalogue),
    search: async (_args, _field, text, asking) => {
      return metricsLike(text, catalogue, (metric) => mayRead(metric, asking.by))
    },
  })
}

async function changing({ review }: Args, asking: Asking): Promise<Review | null> {
  if (review === null) {
    requireSetUp(asking)
    return null
  }
  const stored = await reviewByName(asking.db, review)
  if (!stored) throw new Refusal('errors.old_button')
  if (!mayManage(asking.by, stored.owner)) throw new Refusal('reviews.only_executives')
  return stored.review
}

async function choices(chosen: readonly string[], asking: Asking, catalogue: Catalogue) {
  const places = await placeOptions(asking)
  const metrics = chosen.map((name): Option => ({ value: name, label: catalogue.get(name)?.definition.label ?? name }))
  return { places, metrics }
}

async function submit(args: Args, values: Values, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const before = await changing(args, asking)
  const metrics = Array.isArray(values.metrics) ? values.metrics : []
  const again = async (errors: Errors): Promise<Reply> =>
    form(reviewForm(before, await choices(metrics, asking, catalogue), asking.t, values, errors))
  const taken = new Set((await allReviews(asking.db)).map(({ review }) => review.name))
  const read = reviewShape.safeParse({
    name: before?.name ?? nameFrom(typedIn(values, 'title'), taken),
    title: typedIn(values, 'title'),
    owner: before?.owner ?? asking.by.email,
    place: typedIn(values, 'place'),
    day: typedIn(values, 'day'),
    at: typedIn(values, 'at'),
    zone: before?.zone ?? asking.company.zone,
    holidays: before?.holidays,
    metrics,
  })
  if (!read.success) return again(errorsOf(read.error.issues, asking))
  const problem = await reviewProblem(asking, read.data, catalogue)
  if (problem) return again({ [problem.path.replace(/\[.*/, '')]: problem.says })
  await asking.db.transaction((tx) => saveReview({ ...asking, db: tx }, read.data))
  const saved = await reviewByName(asking.db, read.data.name)
  return { kind: 'tell', message: listCard(saved ? [saved] : [], [], asking.by, asking.t) }
}

/** What is wrong beside its field. */
function errorsOf(issues: readonly { readonly path: readonly PropertyKey[] }[], { t }: Asking): Errors {
  return Object.fromEntries(issues.map(({ path }) => [String(path[0] ?? 'title'), t.plain('reviews.wrong_field')]))
}
