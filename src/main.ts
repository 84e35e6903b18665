import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Temporal } from 'temporal-polyfill'
import { commandsOf } from '../commands/all.js'
import { untracedBy } from '../commands/command.js'
import { postingsOf } from '../commands/digests/postings.js'
import { router } from '../commands/router.js'
import { founding } from '../commands/welcome/founding.js'
import type { Db } from '../db/connect.js'
import { jobsOf, renderersOf } from '../jobs/all.js'
import { type AnyJob, startClock } from '../jobs/clock.js'
import { startDeliver } from '../jobs/deliver.js'
import { startPulls } from '../jobs/facts.js'
import { keeping, startInbox } from '../jobs/inbox.js'
import type { Door } from './chat/platform.js'
import type { Context } from './company/context.js'
import { addressesIn, installationsIn } from './company/standing.js'
import { companyOf } from './company/store.js'
import { drawing, type Renderer } from './deliveries/live.js'
import { peopleChanged, personReached } from './digests/people.js'
import { placesChanged } from './digests/places.js'
import { type Secrecy, secrecyOf } from './feedback/secrecy.js'
import { openTyped } from './inbox/sealed.js'
import * as inbox from './inbox/store.js'
import { textsFor } from './locales/texts.js'
import type { Catalogue } from './metrics/catalogue.js'
import { mayDisclose } from './metrics/disclose.js'
import { membersChanged } from './standups/members.js'
import { beginWork } from './start/begin.js'
import { watchCatalogue } from './start/catalogue.js'
import { type Clocks, clocks } from './start/clock.js'
import { type OpenDatabase, openDatabase } from './start/database.js'
import { directoryOf, dropDesk } from './start/desks.js'
import { type Drains, drains } from './start/drains.js'
import { close, type Handler, httpServer, listen } from './start/http.js'
import { introducer } from './start/introducer.js'
import type { Looking } from './start/looking.js'
import { type Attached, attach } from './start/platforms.js'
import { pushRoutes } from './start/push.js'
import { rosters } from './start/rosters.js'
import { health, metrics, movableClock } from './start/routes.js'
import { keyOf, vault } from './start/secrets.js'
import type { Settings } from './start/settings.js'
import { statuses } from './start/statuses.js'
import { askAboutChannel } from './welcome/channel.js'
import { inviteInstaller, inviteRevOps } from './welcome/invite.js'

/** A running bot. */
export interface Bot {
  /** `http://host:port` */
  readonly url: string
  readonly clocks: Clocks
  /** Takes nothing new, ends what is under way, then closes. Calling it again returns the same promise. */
  stop(): Promise<void>
}

/** Work of somebody who runs the bot inside a program of their own. */
export interface Additions {
  readonly jobs?: readonly AnyJob[]
  readonly renderers?: readonly Renderer[]
}

/**
 * Builds everything in order and starts it: database, metrics, platforms, the way in, the loops.
 * @param time both clocks; who passes them in may set the business clock before anything falls due
 * @param more what the clock starts and who draws live cards, beside our own
 * @throws Error with the place and the cure when something that it needs cannot be had; nothing stays running then
 */
export async function startBot(
  settings: Settings,
  log: Logger,
  time: Clocks = clocks(),
  more: Additions = {},
): Promise<Bot> {
  const ending = drains(settings.drain, log)
  const closeAll = ending.run
  try {
    const database = await openDatabase(settings, (line) => log.info({}, line))
    ending.last('database', database.close)
    const metrics = await watchCatalogue(database.database, time.business, (error) =>
      log.error({ error }, 'The metrics could not be loaded again, and stay as they were'),
    )
    ending.last('metrics', metrics.stop)
    const house = await build(settings, log, database, time, metrics.catalogue)
    const url = await open({ ...house, more }, settings, ending)
    log.info({ url, platforms: [...house.attached.platforms.keys()] }, 'Drumbeat is running')
    let stopping: Promise<void> | null = null
    return { url, clocks: house.clocks, stop: () => (stopping ??= closeAll()) }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** What the process is made of, before anything moves. */
interface House {
  readonly log: Logger
  readonly database: OpenDatabase
  readonly clocks: Clocks
  readonly catalogue: Catalogue
  readonly attached: Attached
  readonly door: Door
  readonly secrecy: Secrecy
  readonly introduceAll: () => Promise<void>
  readonly rosters: Looking
  readonly statuses: Looking
}

async function build(
  settings: Settings,
  log: Logger,
  database: OpenDatabase,
  time: Clocks,
  catalogue: Catalogue,
): Promise<House> {
  const { db } = database.database
  const company = await companyOf(db)
  const key = keyOf(settings.key, settings.home)
  const installations = installationsIn(db, vault(key), time.machine)
  const attached = await attach(settings, {
    installations,
    addresses: addressesIn(db, time.machine),
    clocks: time,
    log,
    locale: () => company?.locale ?? 'en',
  })
  const inContext = async (inside: Db, work: (context: Context) => Promise<void>): Promise<void> => {
    const context = await clockContext(inside, 'people', time.business())
    if (context) await work(context)
  }
  const introduction = introducer({
    db,
    platforms: attached.platforms,
    now: time.business,
    machine: time.machine,
    changed: (inside, comings) => inContext(inside, (context) => peopleChanged(context, comings)),
    log,
  })
  const secrecy = secrecyOf(vault(key), key)
  const directory = directoryOf(attached)
  const drops = dropDesk(database, attached, settings)
  const { commands, fallback } = commandsOf(catalogue, { drops, directory, secrecy })
  const handle = router({
    db,
    now: time.business,
    commands,
    fallback,
    introduce: (incoming) => introduction.meet(incoming.from),
    reached: (account) => inContext(db, (context) => personReached(context, account)),
    founding: founding({ db, now: time.business, directory, begin: beginWork }),
    log,
  })
  const members = rosters({
    db,
    platforms: attached.platforms,
    contextOf: (cause) => clockContext(db, cause, time.business()),
    machine: time.machine,
    log,
  })
  const door: Door = {
    handle,
    keep: keeping({ db, machine: time.machine, seal: secrecy, untraced: untracedBy(commands) }),
    settle: (key) => inbox.settle(db, key, time.machine()),
    notice: async (notice) => {
      await introduction.notice(notice)
      // Slack tells of every status that anybody sets, and waits for the acknowledgement: nothing else follows from it.
      if (notice.kind === 'person') return
      const context = await clockContext(db, `notice:${notice.kind}`, time.business())
      if (context) await placesChanged(context, postingsOf(catalogue), notice)
      if (context) await membersChanged(context, notice)
      if (context) await askAboutChannel(context, notice)
      if (notice.kind === 'place' && notice.change === 'bot added') await members.look()
      if (notice.kind === 'installed')
        await (context ? inviteRevOps(context) : inviteInstaller(db, notice, time.business()))
    },
  }
  return {
    log,
    database,
    clocks: time,
    catalogue,
    attached,
    door,
    secrecy,
    introduceAll: introduction.all,
    rosters: members,
    statuses: statuses({ db, introducer: introduction, now: time.business, log }),
  }
}

/** Listens, starts the loops, then opens the doors. What it starts is ended in the opposite order. */
async function open(house: House & { readonly more: Additions }, settings: Settings, ending: Drains): Promise<string> {
  const { database, clocks: time, log, attached, door, catalogue } = house
  const { db } = database.database
  const routes = new Map<string, Handler>([
    ...attached.routes,
    ['/health', health(db, ending.draining)],
    ['/metrics', metrics(db)],
    ...pushRoutes({ database: database.database, now: time.business, machine: time.machine, log }),
  ])
  // First, because whoever finds the port taken must not have sent anything; and closed last, because the drain is watched here.
  const server = httpServer(routes, (path, error) => log.error({ path, error }, 'A request failed'))
  const port = await listen(server, settings.host, settings.port)
  ending.last('http', () => close(server))
  await startLoops(house, settings, ending, routes)
  const answers = startInbox({
    db,
    machine: time.machine,
    platforms: attached.platforms,
    handle: (incoming) => door.handle(openTyped(house.secrecy, incoming)),
    log,
  })
  ending.last('inbox', answers.stop)
  for (const platform of attached.platforms.values()) {
    await platform.start(door)
    ending.last(platform.name, () => platform.stop())
  }
  await house.introduceAll()
  ending.last('rosters', await house.rosters.start())
  ending.last('statuses', await house.statuses.start())
  const context = await clockContext(db, 'start', time.business())
  if (context) {
    for (const one of attached.installed)
      await placesChanged(context, postingsOf(catalogue), { kind: 'installed', ...one, by: null })
    await inviteRevOps(context)
  }
  return `http://${settings.host}:${port}`
}

/** The clock, and the emptying of the outbox. */
async function startLoops(
  { database, clocks: time, log, attached, catalogue, secrecy, more }: House & { readonly more: Additions },
  settings: Settings,
  ending: Drains,
  routes: Map<string, Handler>,
): Promise<void> {
  const { db } = database.database
  const contextOf = (inside: Db, cause: string) => clockContext(inside, cause, time.business())
  const clock = startClock({
    db,
    jobs: [...jobsOf(catalogue, secrecy), ...(more.jobs ?? [])],
    now: time.business,
    machine: time.machine,
    contextOf,
    lease: 2 * settings.lease,
    log,
  })
  ending.last('clock', clock.stop)
  const pulls = startPulls({
    database: database.database,
    environment: (name) => process.env[name],
    now: time.business,
    machine: time.machine,
    reports: join(settings.home, 'reports'),
    log,
  })
  ending.last('pulls', pulls.stop)
  if (settings.movableClock) routes.set('/__clock', movableClock({ now: time.business, set: time.set }, clock.beat))
  const deliver = await startDeliver({
    database: database.single,
    listen: database.database,
    platforms: attached.platforms,
    machine: time.machine,
    now: time.business,
    random: Math.random,
    permits: (message, to) => mayDisclose(db, catalogue, message.discloses, to),
    draw: drawing([...renderersOf(catalogue), ...(more.renderers ?? [])], contextOf),
    textsFor: (person) => textsFor(person.locale, person.zone),
    lease: settings.lease,
    warn: (fields, text) => log.warn(fields, text),
  })
  ending.last('outbox', deliver.stop)
}

async function clockContext(db: Db, cause: string, now: Temporal.Instant): Promise<Context | null> {
  const company = await companyOf(db)
  return company ? { db, now, by: 'clock', t: textsFor(company.locale, company.zone), cause, company } : null
}
