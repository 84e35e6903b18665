import type { Option, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { zonesLike } from '../../src/company/me.js'
import * as actions from '../../src/digests/actions.js'
import { digestForm, draftOf, type FormDesk, type FormErrors, metricsLike } from '../../src/digests/form.js'
import { destinationLabels, destinationOptions, optionsLike } from '../../src/digests/labels.js'
import { type Digest, mostSections } from '../../src/digests/model.js'
import { errorsAt, nameFrom, readDigestForm } from '../../src/digests/read-form.js'
import { requireChange } from '../../src/digests/rights.js'
import { type Saved, saveDigest } from '../../src/digests/save.js'
import { allDigests } from '../../src/digests/store.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { mayRead } from '../../src/metrics/visibility.js'
import { type Asking, type Binding, bind } from '../command.js'
import { named } from './named.js'
import { standing } from './show.js'

type From = { metrics: string[]; copyOf: string | null }

/** The fields of the form at which problems are shown, by where they stand in the digest. */
const fieldsOfForm = { schedule: 'when', destinations: 'to', sections: 'metrics', owner: 'title', '': 'title' }

export async function openNew(asking: Asking, catalogue: Catalogue, from: From): Promise<Reply> {
  const copied = from.copyOf === null ? null : (await named(from.copyOf, asking)).digest
  return {
    kind: 'form',
    form: digestForm(await desk(asking, catalogue), null, beginning(asking, from, copied), {}, from),
  }
}

function beginning({ by, t }: Asking, { metrics }: From, copied: Digest | null): Values {
  if (copied) return { ...draftOf(copied, t), title: t.plain('digests.copy_of', { title: copied.title }) }
  return {
    title: null,
    metrics: metrics.slice(0, mostSections),
    also: [],
    period: 'this week',
    against: 'previous',
    when: t.plain('digests.usual_time'),
    zone: by.zone,
    holidays: 'skip',
    to: [],
  }
}

export async function openCopy(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const { digest } = await named(name, asking)
  return openNew(asking, catalogue, { metrics: [], copyOf: digest.name })
}

export async function openEdit(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const stored = await named(name, asking)
  await requireChange(asking, stored.digest)
  const draft = draftOf(stored.pending ?? stored.digest, asking.t)
  return { kind: 'form', form: digestForm(await desk(asking, catalogue), stored.digest.name, draft) }
}

async function desk(asking: Asking, catalogue: Catalogue): Promise<FormDesk> {
  return { catalogue, t: asking.t, labelOf: await destinationLabels(asking) }
}

export function formBindings(catalogue: Catalogue): readonly Binding[] {
  const search = (field: string, text: string, asking: Asking) => searched(field, text, asking, catalogue)
  return [
    bind(actions.newDigest, {
      press: (from, asking) => openNew(asking, catalogue, from),
      submit: (from, values, asking) => create(from, values, asking, catalogue),
      search: (_from, field, text, asking) => search(field, text, asking),
    }),
    bind(actions.editDigest, {
      press: ({ digest }, asking) => openEdit(digest, asking, catalogue),
      submit: ({ digest }, values, asking) => edit(digest, values, asking, catalogue),
      search: (_from, field, text, asking) => search(field, text, asking),
    }),
  ]
}

async function searched(field: string, text: string, asking: Asking, catalogue: Catalogue): Promise<readonly Option[]> {
  if (field === 'metrics') return metricsLike(text, catalogue, (metric) => mayRead(metric, asking.by))
  if (field === 'zone') return zonesLike(text)
  return field === 'to' ? optionsLike(text, await destinationOptions(asking)) : []
}

async function create(from: From, values: Values, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const before = from.copyOf === null ? null : (await named(from.copyOf, asking)).digest
  const taken = new Set((await allDigests(asking.db)).map((one) => one.digest.name))
  const name = nameFrom(typeof values.title === 'string' ? values.title : '', taken)
  const again = async (errors: FormErrors): Promise<Reply> => ({
    kind: 'form',
    form: digestForm(await desk(asking, catalogue), null, values, errors, from),
  })
  const owned = before === null ? null : { ...before, owner: asking.by.email }
  const read = readDigestForm(values, { catalogue, t: asking.t, by: asking.by, before: owned, name })
  if (read.kind === 'wrong') return again(read.errors)
  return answered(await saveDigest(asking, catalogue, read.value), asking, catalogue, fieldsOfForm, again)
}

async function edit(name: string, values: Values, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const stored = await named(name, asking)
  const before = stored.pending ?? stored.digest
  const again = async (errors: FormErrors): Promise<Reply> => ({
    kind: 'form',
    form: digestForm(await desk(asking, catalogue), name, values, errors),
  })
  const read = readDigestForm(values, { catalogue, t: asking.t, by: asking.by, before, name: before.name })
  if (read.kind === 'wrong') return again(read.errors)
  return answered(await saveDigest(asking, catalogue, read.value), asking, catalogue, fieldsOfForm, again)
}

/** What saving came to: the form again with its errors, or how the digest stands now. */
export async function answered(
  saved: Saved,
  asking: Asking,
  catalogue: Catalogue,
  fields: Readonly<Record<string, string>>,
  again: (errors: FormErrors) => Promise<Reply>,
): Promise<Reply> {
  if (saved.kind === 'wrong') return again(errorsAt(saved.problems, asking.t, fields))
  const { stored, asked } = saved
  const kind = stored.state === 'draft' ? 'draft' : stored.pending === null ? 'live' : 'waits'
  const args = {
    title: (stored.pending ?? stored.digest).title,
    kind,
    asked: asked.length,
    names: asking.t.list(asked),
  }
  return standing(stored, asking, catalogue, asking.t.text('digests.saved', args))
}
