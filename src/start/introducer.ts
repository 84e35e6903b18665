import type { Logger } from 'pino'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Account, PlatformName } from '../chat/place.js'
import { platformName } from '../chat/place.js'
import type { Notice, Platform, Profile } from '../chat/platform.js'
import { type Comings, introduce } from '../company/introduce.js'
import { installedWorkspaces } from '../company/standing-store.js'

/** A stranger makes the directory be read again at most this often per workspace, in seconds. */
const again = 60
/** What people change of themselves, their status above all, is read again at most this often per workspace, in minutes. */
export const statusesLast = 10

/** Who knows the people of the platforms: reads directories at start, at an installation, and when a stranger writes. */
export interface Introducer {
  /** Reads the directory of every workspace in which the bot is installed. */
  all(): Promise<void>
  /** Somebody wrote whom nobody knows: perhaps they joined since. */
  meet(account: Account): Promise<void>
  notice(notice: Notice): Promise<void>
  /** Reads the directory of a workspace again, unless that was done in the last ten minutes, for whatever reason. */
  refresh(platform: PlatformName, workspace: string): Promise<void>
}

export function introducer(desk: {
  readonly db: Db
  readonly platforms: ReadonlyMap<PlatformName, Platform>
  /** The business clock. */
  readonly now: () => Temporal.Instant
  readonly machine: () => Temporal.Instant
  /** What follows where people left or came back. */
  readonly changed: (db: Db, comings: Comings) => Promise<void>
  readonly log: Logger
}): Introducer {
  /** The latest reading for a stranger, by workspace: those who come while it goes on wait for it. */
  const met = new Map<string, { readonly at: number; readonly done: Promise<void> }>()
  /** When the directory of a workspace was last read, for whatever reason. */
  const read = new Map<string, Temporal.Instant>()

  /** The readings that go on, each with the people of whom its platform told meanwhile: a page that was read before knows them as they were. */
  const readings = new Set<Reading>()

  const meetAll = (profiles: AsyncIterable<Profile>) => introduce(desk.db, profiles, desk.now(), desk.changed)

  /** A directory that cannot be read costs some people their answers, but not the rest of the company its bot. */
  const workspace = async (name: PlatformName, id: string): Promise<void> => {
    const platform = desk.platforms.get(name)
    if (!platform) return
    read.set(`${name}:${id}`, desk.machine())
    const reading: Reading = { platform: name, workspace: id, told: [] }
    readings.add(reading)
    try {
      const { matched, strangers } = await meetAll(thenTold(platform.people(id), reading))
      // Told while what was read was being written down.
      if (reading.told.length > 0) await meetAll(each(reading.told))
      desk.log.info(
        { platform: name, matched, strangers: strangers.length },
        'People of the directory matched with the company',
      )
    } catch (error) {
      desk.log.warn(
        { platform: name, reason: error instanceof Error ? error.message : String(error) },
        'The directory could not be read',
      )
    } finally {
      readings.delete(reading)
    }
  }

  return {
    refresh: async (name, id) => {
      const last = read.get(`${name}:${id}`)
      const fresh = last && desk.machine().since(last).total('minutes') < statusesLast
      if (!fresh) await workspace(name, id)
    },
    all: async () => {
      for (const one of await installedWorkspaces(desk.db))
        await workspace(platformName.parse(one.platform), one.workspace)
    },
    meet: async ({ platform, workspace: id }) => {
      const key = `${platform}:${id}`
      const at = desk.machine().epochMilliseconds
      const last = met.get(key)
      const latest = last && at - last.at < again * 1000 ? last : { at, done: workspace(platform, id) }
      met.set(key, latest)
      await latest.done
    },
    notice: async (notice) => {
      desk.log[notice.kind === 'person' ? 'debug' : 'info'](
        { notice: notice.kind, ...(notice.kind === 'place' ? { change: notice.change } : {}) },
        'A platform told of a change',
      )
      if (notice.kind === 'person') {
        const { account } = notice.profile
        for (const { platform, workspace: id, told } of readings)
          if (platform === account.platform && id === account.workspace) told.push(notice.profile)
        await meetAll(each([notice.profile]))
      }
      if (notice.kind === 'installed') await workspace(notice.platform, notice.workspace)
      // Teams shows a bot the people of the teams that it was added to, and of no others.
      if (notice.kind === 'place' && notice.change === 'bot added')
        await workspace(notice.place.platform, notice.place.workspace)
    },
  }
}

/** A directory that is being read. `told` holds whom its platform told of since, who have not been met with it yet. */
interface Reading {
  readonly platform: PlatformName
  readonly workspace: string
  readonly told: Profile[]
}

async function* thenTold(profiles: AsyncIterable<Profile>, { told }: Reading): AsyncGenerator<Profile> {
  yield* profiles
  yield* told.splice(0)
}

async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list
}
