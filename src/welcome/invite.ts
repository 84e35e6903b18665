import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Notice } from '../chat/platform.js'
import type { Context } from '../company/context.js'
import { defaultCompany } from '../company/default.js'
import { directPlace } from '../company/direct.js'
import { allPeople, departmentsOf, placesOf } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { allDigests } from '../digests/store.js'
import { mostBytes } from '../drops/model.js'
import { savedMappings } from '../facts/sources-store.js'
import { textsFor } from '../locales/texts.js'
import { type Steps, stepsCard } from './card.js'
import { foundingCard } from './founding-card.js'
import { unreachedOf } from './unreached.js'

const megabytes = mostBytes / (1024 * 1024)

/** How far the company has come. */
export async function stepsOf({ db }: Context): Promise<Steps> {
  const [mappings, people, departments, places, digests] = await Promise.all([
    savedMappings(db),
    allPeople(db),
    departmentsOf(db),
    placesOf(db),
    allDigests(db),
  ])
  const unreached = await unreachedOf(db, people)
  return {
    sources: mappings.map((one) => one.label),
    people,
    departments,
    channels: places.map(({ name }) => name),
    digests: digests.length,
    unreached,
  }
}

/**
 * Tells whoever installed the bot how its company is set up, while there is none; platforms do not always say who that was, and
 * everybody else is answered the same when they write.
 */
export async function inviteInstaller(
  db: Db,
  { platform, workspace, by }: Extract<Notice, { kind: 'installed' }>,
  now: Temporal.Instant,
): Promise<void> {
  if (by === null) return
  const { locale, zone } = defaultCompany
  const t = textsFor(locale, zone)
  const to = { platform, workspace, kind: 'direct', channel: by.user, thread: null } as const
  const about = `welcome:${platform}.${workspace}` as const
  const message = foundingCard(t)
  const context = { db, now, by: 'clock', t, cause: about, company: defaultCompany } as const
  await addDeliveries(context, [{ key: about, about, to, message, edits: null, slot: null, urgent: true }])
}

/**
 * Leads RevOps by direct message through the first hour, once per person, as long as nothing has been imported: whoever can bring
 * data in is told how, before anybody has to ask.
 * @returns how many were written to
 */
export async function inviteRevOps(context: Context): Promise<number> {
  const steps = await stepsOf(context)
  if (steps.sources.length > 0) return 0
  const invited = steps.people.flatMap((person) => {
    const to = person.active && !person.outsider && person.role === 'revops' ? directPlace(person) : null
    return to === null ? [] : [{ person, to }]
  })
  return addDeliveries(
    context,
    invited.map(({ person, to }) => ({
      key: `welcome:${person.id}`,
      about: `welcome:${person.id}` as const,
      to,
      message: stepsCard(steps, megabytes, textsFor(person.locale, person.zone)),
      edits: null,
      slot: null,
      urgent: false,
    })),
  )
}
