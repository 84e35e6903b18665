import { type Text, textOf } from '../chat/text.js'
import { languageName } from '../company/me.js'
import type { Texts } from '../locales/texts.js'
import { defaultCatchUp } from '../schedules/model.js'
import { sayRule } from '../schedules/say.js'
import { type Destination, type Digest, destinationKey, ruleOf } from './model.js'

/** Names of what a digest refers to by key: destinations (`place:revenue`) and departments (`customer_success`). */
export interface Labels {
  readonly labelOf: (destination: string) => string
  readonly departmentOf: (key: string) => string
}

export interface Fact {
  readonly label: string
  readonly value: Text
}

/** More destinations than this are counted instead of named. */
const mostNamed = 12

/** When a digest comes. */
export const whenFact = ({ schedule }: Digest, t: Texts): Fact => ({
  label: t.plain('digests.when'),
  value: sayRule(schedule, t),
})

/** Where a digest goes, what is special about each destination, and the settings that are not the usual ones. */
export function setupFacts(digest: Digest, labels: Labels, t: Texts): readonly Fact[] {
  const { schedule, delivery, destinations } = digest
  const shown = destinations.slice(0, mostNamed)
  const named = shown.map((one) => labels.labelOf(destinationKey(one)))
  const left = destinations.length - named.length
  const to = left > 0 ? [...named, t.plain('digests.more', { count: left })] : named
  const guarantee = t.text('digests.delivery', { guarantee: delivery.replaceAll(' ', '_') })
  const late = ruleOf(digest).catchUp === defaultCatchUp ? null : textOf(schedule.catch_up ?? '')
  return [
    ...factIf(t.plain('digests.field_holidays'), schedule.holidays === 'run' ? null : holidaysText(digest, t)),
    { label: t.plain('digests.to'), value: textOf(t.list(to)) },
    ...shown.flatMap((one) => specialFact(one, labels, t)),
    ...factIf(t.plain('digests.field_catch_up'), late),
    ...factIf(
      t.plain('digests.field_overlap'),
      schedule.overlap === 'skip' ? null : t.text('digests.overlap', { rule: schedule.overlap }),
    ),
    ...factIf(t.plain('digests.field_delivery'), delivery === 'at most once' ? null : guarantee),
  ]
}

const factIf = (label: string, value: Text | null): readonly Fact[] => (value === null ? [] : [{ label, value }])

const holidaysText = ({ schedule }: Digest, t: Texts): Text => t.text('digests.holidays', { rule: schedule.holidays })

/** What is special about a destination: its part of the business, language, zone, readers. */
function specialFact(one: Destination, labels: Labels, t: Texts): readonly Fact[] {
  const { filters, locale, zone, audience } = one
  const parts = Object.values(filters)
  const words = [
    ...(parts.length > 0 ? [t.plain('digests.filtered', { filters: t.list(parts) })] : []),
    ...(locale === undefined ? [] : [languageName(locale)]),
    ...(zone === undefined ? [] : [zone]),
    ...(audience === undefined ? [] : [t.plain('digests.only_for', { readers: readersText(audience, labels, t) })]),
  ]
  return factIf(labels.labelOf(destinationKey(one)), words.length === 0 ? null : textOf(words.join(' · ')))
}

function readersText(
  audience: NonNullable<Destination['audience']>,
  { departmentOf }: Pick<Labels, 'departmentOf'>,
  t: Texts,
): string {
  if (audience === 'company') return t.plain('digests.audience_company')
  return t.list('departments' in audience ? audience.departments.map(departmentOf) : audience.people)
}
