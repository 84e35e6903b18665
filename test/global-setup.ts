import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from '../db/connect.js'
import { type EmbeddedServer, startEmbedded } from '../db/embedded.js'
import { migrate } from '../db/migrate.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `testDatabase` asks for the run's PostgreSQL: `http://127.0.0.1:<port>`. */
    postgresDesk: string
  }
}

/** The database that every test database is copied from. */
const template = 'drumbeat_template'

/** Nothing that tests write has to survive a power cut. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

interface Run {
  server: EmbeddedServer
  url: string
}

/**
 * One PostgreSQL for one run of vitest, started by the first test that asks for it: most runs during work touch no database,
 * and should not wait for one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'drumbeat-test-'))
  // The server's account has to pass when the tests run as root.
  chmodSync(home, 0o711)
  let run: Promise<Run> | undefined
  const desk = createServer((_, answer) => {
    run ??= start(home)
    run.then(
      ({ url }) => answer.end(JSON.stringify({ url, template })),
      (error: unknown) => refuse(answer, error),
    )
  })
  project.provide('postgresDesk', await open(desk))
  return async () => {
    desk.close()
    const started = await run?.catch(() => undefined)
    await started?.server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function start(home: string): Promise<Run> {
  watch(home)
  const server = await startEmbedded({ home, log: () => {}, settings })
  try {
    const admin = connect(server.url, { max: 1 })
    await admin.sql.unsafe(`create database ${template}`)
    await admin.close()
    const model = connect(server.url.replace(/[^/]+$/, template), { max: 1 })
    try {
      await migrate(model)
    } finally {
      await model.close()
    }
    return { server, url: server.url }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Vitest leaves no time to clean up when it is interrupted, and nobody has any who is killed. */
function watch(home: string): void {
  const watchdog = spawn(process.execPath, ['test/watchdog.mjs', home], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watchdog.unref()
  const pipe: unknown = watchdog.stdin
  if (pipe instanceof Socket) pipe.unref()
}

function refuse(answer: ServerResponse, error: unknown): void {
  answer.statusCode = 500
  answer.end(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

async function open(desk: Server): Promise<string> {
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve))
  const { port } = desk.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}
