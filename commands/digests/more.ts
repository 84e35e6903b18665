import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { languageOptions, zonesLike } from '../../src/company/me.js'
import { colleaguesOf, departmentOptions } from '../../src/company/options.js'
import { personByEmail } from '../../src/company/store.js'
import * as actions from '../../src/digests/actions.js'
import type { FormErrors } from '../../src/digests/form.js'
import { optionsLike } from '../../src/digests/labels.js'
import { readLines } from '../../src/digests/line-words.js'
import { type Destination, type Digest, destinationKey, digest as digestSchema } from '../../src/digests/model.js'
import {
  destinationForm,
  linesForm,
  readDestination,
  readSettings,
  settingsForm,
} from '../../src/digests/more-forms.js'
import { requireChange } from '../../src/digests/rights.js'
import { saveDigest } from '../../src/digests/save.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { type Asking, type Binding, bind } from '../command.js'
import { named } from './named.js'
import { answered } from './write.js'

/** The digest as its owner last saved it, for somebody who may change it. */
async function changeable(name: string, asking: Asking): Promise<Digest> {
  const stored = await named(name, asking)
  await requireChange(asking, stored.digest)
  return stored.pending ?? stored.digest
}

export function linesBinding(catalogue: Catalogue): Binding {
  return bind(actions.editLines, {
    press: async ({ digest }, asking) => ({
      kind: 'form',
      form: linesForm(await changeable(digest, asking), asking.t),
    }),
    submit: async ({ digest: name }, values, asking) => {
      const digest = await changeable(name, asking)
      const again = async (errors: FormErrors): Promise<Reply> => ({
        kind: 'form',
        form: linesForm(digest, asking.t, values, errors),
      })
      const lines = readLines(typeof values.lines === 'string' ? values.lines : '')
      if ('line' in lines) return again({ lines: asking.t.plain('digests.wrong_line', { ...lines }) })
      const made = digestSchema.safeParse({ ...digest, sections: lines })
      if (!made.success) return again({ lines: asking.t.plain('digests.wrong_count') })
      return answered(await saveDigest(asking, catalogue, made.data), asking, catalogue, { '': 'lines' }, again)
    },
  })
}

export function settingsBinding(catalogue: Catalogue): Binding {
  const open = async (digest: Digest, asking: Asking, values?: Values, errors: FormErrors = {}): Promise<Reply> => {
    const owner = await personByEmail(asking.db, digest.owner)
    const option = { value: digest.owner, label: owner?.name ?? digest.owner }
    return { kind: 'form', form: settingsForm(digest, option, asking.t, values, errors) }
  }
  return bind(actions.editSettings, {
    press: async ({ digest }, asking) => open(await changeable(digest, asking), asking),
    search: async (_args, _field, text, asking) => {
      const people = await colleaguesOf(asking)
      return optionsLike(
        text,
        people.map((one) => ({ value: one.email, label: one.name })),
      )
    },
    submit: async ({ digest: name }, values, asking) => {
      const digest = await changeable(name, asking)
      const read = readSettings(values, digest, asking.t)
      if (read.kind === 'wrong') return open(digest, asking, values, read.errors)
      const fields = { schedule: 'catch_up', '': 'owner' }
      const again = (errors: FormErrors) => open(digest, asking, values, errors)
      return answered(await saveDigest(asking, catalogue, read.value), asking, catalogue, fields, again)
    },
  })
}

export function destinationBinding(catalogue: Catalogue): Binding {
  const open = async (
    digest: Digest,
    to: string,
    asking: Asking,
    values?: Values,
    errors: FormErrors = {},
  ): Promise<Reply> => {
    const one = destinationIn(digest, to)
    const departments = await departmentOptions(asking)
    const languages = languageOptions(one.locale ?? asking.company.locale)
    return { kind: 'form', form: destinationForm(digest, one, languages, departments, asking.t, values, errors) }
  }
  return bind(actions.editDestination, {
    press: async ({ digest, to }, asking) => open(await changeable(digest, asking), to, asking),
    search: async (_args, _field, text) => zonesLike(text),
    submit: async ({ digest: name, to }, values, asking) => {
      const digest = await changeable(name, asking)
      const read = readDestination(values, destinationIn(digest, to), asking.t)
      if (read.kind === 'wrong') return open(digest, to, asking, values, read.errors)
      const destinations = digest.destinations.map((one) => (destinationKey(one) === to ? read.value : one))
      const again = (errors: FormErrors) => open(digest, to, asking, values, errors)
      return answered(
        await saveDigest(asking, catalogue, { ...digest, destinations }),
        asking,
        catalogue,
        { '': 'filters' },
        again,
      )
    },
  })
}

/** @throws Refusal if the digest does not go there any more */
function destinationIn(digest: Digest, to: string): Destination {
  const found = digest.destinations.find((one) => destinationKey(one) === to)
  if (!found) throw new Refusal('digests.gone_destination', { title: digest.title })
  return found
}
