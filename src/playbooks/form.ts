import { parse, stringify } from 'yaml'
import { callOf } from '../chat/action.js'
import { choiceField, textField, typedIn } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import { type FactName, factNames } from '../facts/catalogue.js'
import type { Texts } from '../locales/texts.js'
import { write } from './actions.js'
import { argsOf, isRecord, type Playbook } from './model.js'
import { presets } from './presets.js'
import { readConditions, whenLines } from './when.js'

type TextField = 'title' | 'when' | 'say' | 'with' | 'needs' | 'after'

/** In the place of a fact: a number instead of a record. */
const number = 'number'

/** The form of a playbook: a new one, or one to be changed. @param connected facts that there are records of */
export function writeForm(
  name: string | null,
  draft: Values,
  connected: readonly FactName[],
  t: Texts,
  errors: Readonly<Record<string, string>> = {},
): Form {
  const text = (field: TextField, required: boolean, multiline: boolean, max: number): Field => {
    const hint = t.plain(`playbooks.hint_${field}`)
    return textField(field, t.plain(`playbooks.form_${field}`), {
      hint,
      required,
      multiline,
      min: required ? 1 : 0,
      max,
    })
  }
  const choice = (field: 'about' | 'action' | 'how', options: readonly Option[]): Field =>
    choiceField(field, t.plain(`playbooks.form_${field}`), options)
  const facts = connected.map((fact) => ({ value: fact, label: t.plain(`metrics.fact_${fact}`) }))
  return {
    call: callOf(write, { playbook: name }),
    title: t.plain(name === null ? 'playbooks.new' : 'playbooks.edit'),
    submit: t.plain('playbooks.save'),
    cancel: t.plain('common.cancel'),
    fields: [
      text('title', true, false, 100),
      choice('about', [...facts, { value: number, label: t.plain('playbooks.form_number') }]),
      text('when', true, true, 1000),
      text('say', true, true, 500),
      choice(
        'action',
        presets.map((one) => ({ value: one.name, label: t.plain(one.label) })),
      ),
      text('with', true, true, 2000),
      text('needs', false, false, 75),
      choice('how', [
        { value: 'propose', label: t.plain('playbooks.form_propose') },
        { value: 'at once', label: t.plain('playbooks.form_at_once') },
      ]),
      text('after', false, false, 4),
    ],
    draft,
    errors,
  }
}

/** A playbook as its form has it. */
export function draftOf(one: Playbook | null): Values {
  if (!one) return { how: 'propose', action: 'handoff' }
  const [record = '', ...lines] = whenLines(one.when)
  return {
    title: one.title,
    about: isRecord(one.when) ? one.when.record : number,
    when: isRecord(one.when) ? lines.join('\n') : record,
    say: one.say,
    action: one.do.action,
    with: stringify(argsOf(one)).trim(),
    needs: one.needs ?? '',
    how: one.how,
    after: one.check?.after ?? '',
  }
}

/** What was filled in, as far as a form can say it: the number of a scenario is still words. Errors by field where something is wrong. */
export interface Written {
  readonly title: string
  readonly when: { readonly record: Playbook['when'] } | { readonly number: string }
  readonly rest: Pick<Playbook, 'say' | 'do' | 'how'> & Partial<Pick<Playbook, 'needs' | 'check'>>
}

type Errors = Readonly<Record<string, string>>

export function readForm(
  values: Values,
  before: Playbook | null,
  t: Texts,
): { readonly written: Written } | { readonly errors: Errors } {
  const said = (name: string): string => typedIn(values, name)
  const args = argsIn(said('with'))
  if (!args) return { errors: { with: t.plain('playbooks.wrong_with') } }
  const after = said('after')
  if (after !== '' && !/^\d{1,3}d$/.test(after)) return { errors: { after: t.plain('playbooks.wrong_after') } }
  const when = whenIn(said('about'), said('when'), before)
  if ('wrong' in when) return { errors: { when: t.plain('playbooks.wrong_when', { typed: when.wrong }) } }
  return {
    written: {
      title: said('title'),
      when: when.read,
      rest: {
        say: said('say'),
        do: { action: said('action'), ...args },
        how: said('how') === 'at once' ? 'at once' : 'propose',
        ...(said('needs') === '' ? {} : { needs: said('needs') }),
        ...(after === '' ? {} : { check: { ...before?.check, after } }),
      },
    },
  }
}

/** `to: finance` and the like, one each line. */
function argsIn(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : null
  } catch {
    return null
  }
}

function whenIn(
  about: string,
  lines: string,
  before: Playbook | null,
): { readonly read: Written['when'] } | { readonly wrong: string } {
  if (about === number) return { read: { number: lines } }
  const record = factNames.find((one) => one === about)
  if (!record) return { wrong: about }
  // What stands beside the record has no place in the form, and stays as it was.
  const latest = before && isRecord(before.when) && before.when.record === record ? before.when.latest : undefined
  const [own = '', ...beside] = lines.split(/^latest .*$/m)
  const read = readConditions(own)
  if ('wrong' in read) return read
  const kept = beside.length > 0 && latest ? { latest } : {}
  return Object.keys(read.conditions).length === 0
    ? { wrong: lines }
    : { read: { record: { record, where: read.conditions, ...kept } } }
}
