import type { Temporal } from 'temporal-polyfill'
import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import * as actions from './actions.js'
import { linesText } from './line-words.js'
import { type Digest, destinationKey, type StoredDigest } from './model.js'
import { type Fact, type Labels, setupFacts, whenFact } from './setup-facts.js'

/** What a person may do with a digest. */
export interface May {
  readonly change: boolean
  readonly approve: boolean
}

/** What it is told with: what was just done with it (or null), its owner's name, and what its keys stand for. */
export interface Told extends Labels {
  readonly text: Text | null
  readonly owner: string
  readonly catalogue: Catalogue
}

/** As many destinations have a button for what is special about them; the others are changed by file. */
const mostSettings = 5

/** How a digest is set up, its next times, and what this person may do with it. */
export function detailCard(
  stored: StoredDigest,
  next: readonly Temporal.Instant[],
  may: May,
  told: Told,
  t: Texts,
): Message {
  const digest = stored.pending ?? stored.digest
  return {
    blocks: [
      ...(told.text === null ? [] : [{ kind: 'text', text: told.text } as const]),
      { kind: 'heading', text: digest.title },
      { kind: 'facts', facts: factsOf(stored, digest, next, told, t) },
      { kind: 'text', text: linesText(digest.sections, told.catalogue, t) },
      ...buttonsOf(stored, digest, may, told, t),
    ],
    discloses: [],
  }
}

function factsOf(
  stored: StoredDigest,
  digest: Digest,
  next: readonly Temporal.Instant[],
  told: Told,
  t: Texts,
): readonly Fact[] {
  const times = next.map((one) => timeIn(one, digest.schedule.zone, t.locale))
  return [
    { label: t.plain('digests.state'), value: t.text('digests.state_is', { state: stateOf(stored) }) },
    whenFact(digest, t),
    ...(times.length > 0 ? [{ label: t.plain('digests.next_times'), value: textOf(times.join(' · ')) }] : []),
    ...setupFacts(digest, told, t),
    { label: t.plain('digests.field_owner'), value: textOf(told.owner) },
    { label: t.plain('digests.name'), value: textOf({ kind: 'code', text: digest.name }) },
  ]
}

const stateOf = ({ state, pending }: StoredDigest): string => (pending === null ? state : 'waits')

/** A time as the clock of the digest shows it, whoever reads. */
function timeIn(at: Temporal.Instant, zone: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  return format.format(at.epochMilliseconds)
}

function buttonsOf(stored: StoredDigest, digest: Digest, may: May, { labelOf }: Told, t: Texts): readonly Block[] {
  const args = { digest: stored.digest.name }
  const b = (key: Parameters<Texts['plain']>[0]) => t.plain(key)
  const waits = stored.state === 'draft' || stored.pending !== null
  const approval = { ...args, version: stored.version }
  const looking: Button[] = [
    pressOf(b('digests.preview'), actions.preview, args),
    pressOf(b('digests.test'), actions.test, args),
    pressOf(b('digests.history'), actions.history, args),
  ]
  const changing: Button[] = [
    ...(may.approve && waits ? [pressOf(b('digests.approve'), actions.approve, approval, 'primary')] : []),
    pressOf(b('digests.edit'), actions.editDigest, args),
    pressOf(b('digests.field_lines'), actions.editLines, args),
    pressOf(b('digests.settings'), actions.editSettings, args),
    pressOf(b('digests.copy'), actions.newDigest, { metrics: [], copyOf: stored.digest.name }),
    ...(stored.state === 'active' ? [pressOf(b('digests.pause'), actions.pause, args)] : []),
    ...(stored.state === 'paused' ? [pressOf(b('digests.resume'), actions.resume, args)] : []),
  ]
  const places = digest.destinations.slice(0, mostSettings).map((one) => {
    const key = destinationKey(one)
    const label = t.plain('digests.destination_settings', { to: labelOf(key) })
    return pressOf(label, actions.editDestination, { ...args, to: key })
  })
  return [
    { kind: 'actions', buttons: looking },
    ...(may.change
      ? [{ kind: 'actions', buttons: changing } as const, { kind: 'actions', buttons: places } as const]
      : []),
  ]
}
