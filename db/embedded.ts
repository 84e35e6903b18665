import { runnableBinaries } from './embedded/binaries.js'
import { ensureCluster, owner, readPassword } from './embedded/cluster.js'
import { folderFault } from './embedded/faults.js'
import { readPostmaster } from './embedded/pidfile.js'
import { findPlace, leaveSignpost } from './embedded/place.js'
import { joinOrStart, type Launch, type Running, shutDown } from './embedded/postmaster.js'
import { serverUrl } from './embedded/tie.js'
import { DatabaseError } from './errors.js'

export interface EmbeddedOptions {
  /** The folder that Drumbeat keeps its things in; the database goes below it, or where a file in it says. */
  home: string
  /** Told in one line each what happened: created, started, joined, stopped, left running. */
  log: (line: string) => void
  /** A `native` folder with `bin`, `lib` and `share`; by default the one that npm installed for this platform. */
  binaries?: string
  /** The port to listen on at 127.0.0.1; by default any free one. Not obeyed where a server already runs. */
  port?: number
  /** Further settings of the server, as in postgresql.conf. They hold while it runs. */
  settings?: Readonly<Record<string, string>>
}

export interface EmbeddedServer {
  /** The address of the database `drumbeat`, password included: never log it. */
  url: string
  /**
   * To be called after the work is drained. Ends the server unless another Drumbeat uses it, be it one that came later;
   * then the last of them ends it. Calling it again returns the same promise.
   */
  stop(): Promise<void>
}

/**
 * A PostgreSQL of our own for this home: the one that runs there already, one that outlived a Drumbeat which was killed included, or
 * else a new one on a free port of 127.0.0.1. The data is created the first time (UTF-8, a random password). As root it
 * runs under an unprivileged user.
 * @throws DatabaseError with a `code`, the place and the cure
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const began = performance.now()
  const launch = await prepare(options)
  const running = await joinOrStart(launch)
  const verb = running.started ? 'started' : 'joined'
  options.log(
    `PostgreSQL ${launch.binaries.major} ${verb} in ${Math.round(performance.now() - began)} ms (${launch.place.cluster})`,
  )
  let stopping: Promise<void> | undefined
  return {
    url: serverUrl(running.port, launch.password, owner),
    stop: () => {
      stopping ??= leave(launch, running, options.log)
      return stopping
    },
  }
}

async function prepare(options: EmbeddedOptions): Promise<Launch> {
  const place = findPlace(options.home)
  try {
    const binaries = await runnableBinaries(options.binaries ?? null, place.account, place.shelf)
    if (await ensureCluster(place, binaries)) options.log(`a new database in ${place.cluster}`)
    leaveSignpost(place)
    const password = await readPassword(place)
    return { place, binaries, password, port: options.port ?? null, settings: options.settings ?? {} }
  } catch (error) {
    throw error instanceof DatabaseError ? error : folderFault(error, place.cluster)
  }
}

async function leave({ place, binaries }: Launch, running: Running, log: (line: string) => void): Promise<void> {
  try {
    // A server that no longer answers is gone already, or is past being asked.
    const last = await running.tie.release().catch(() => true)
    // After a server that died on its own, its number may be somebody else's by now.
    if (last && readPostmaster(place.data)?.pid === running.pid) await shutDown(place, binaries, running.pid)
    log(last ? 'PostgreSQL stopped' : 'PostgreSQL left running: another Drumbeat uses it')
  } finally {
    await running.tie.close()
  }
}
