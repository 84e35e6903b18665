import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { answers, ask, embeddedLab, kill, postmaster } from '../test/embedded.js'

const lab = embeddedLab()
const { folder, furnished, serve, launch } = lab

describe('a database of our own', () => {
  test('keeps text of every script, asks everybody for a password, and listens on this machine only', async () => {
    const { url } = await serve({ home: folder() })
    const [row] = await ask(
      url,
      "select 'ضربان 鼓' as text, lower('ÅÉ') as low, current_setting('server_encoding') as encoding, current_setting('listen_addresses') as hosts",
    )
    expect(row).toEqual({ text: 'ضربان 鼓', low: 'åé', encoding: 'UTF8', hosts: '127.0.0.1' })
    const rules = await ask(url, 'select distinct auth_method from pg_hba_file_rules')
    expect(rules).toEqual([{ auth_method: 'scram-sha-256' }])
    expect(await answers(url.replace(/:[^:@]+@/, ':guess@'))).toBe(false)
  })

  test('keeps its password where only its owner can read it', async () => {
    const home = folder()
    const { url } = await serve({ home })
    const file = join(home, 'postgres/password')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(url).toContain(readFileSync(file, 'utf8').trim())
  })

  test('keeps what was written from one start to the next', async () => {
    const home = await furnished()
    const first = await serve({ home })
    await ask(first.url, 'create table kept as select 42 as x')
    await first.stop()
    expect(await answers(first.url)).toBe(false)
    const second = await serve({ home })
    expect(await ask(second.url, 'select x from kept')).toEqual([{ x: 42 }])
  })

  test('is not touched by settings meant for other PostgreSQL programs', async () => {
    process.env.PGDATA = '/nowhere'
    process.env.PGPORT = '1'
    lab.afterwards(() => Reflect.deleteProperty(process.env, 'PGDATA') && Reflect.deleteProperty(process.env, 'PGPORT'))
    const { url } = await serve({ home: await furnished() })
    expect(await answers(url)).toBe(true)
  })
})

describe('several processes with one home', () => {
  test('start at the same moment and share one server, which the last of them ends', async () => {
    const home = folder()
    const all = await Promise.all([1, 2, 3].map(() => launch({ home })))
    const urls = new Set(all.map((each) => each.url))
    expect(urls.size).toBe(1)
    const url = all[0]?.url ?? ''
    const ends: (string | undefined)[] = []
    for (const each of all) {
      expect(await answers(url)).toBe(true)
      ends.push((await each.stop()).lines.at(-1))
    }
    expect(ends.map((line) => line?.split(':')[0])).toEqual([
      'PostgreSQL left running',
      'PostgreSQL left running',
      'PostgreSQL stopped',
    ])
    expect(await answers(url)).toBe(false)
  })

  test('end at the same moment and leave no server behind', async () => {
    const home = await furnished()
    const all = await Promise.all([1, 2, 3].map(() => launch({ home })))
    const url = all[0]?.url ?? ''
    expect(await answers(url)).toBe(true)
    await Promise.all(all.map((each) => each.stop()))
    expect(await answers(url)).toBe(false)
  })

  test('a short one that joins a running bot leaves it its server', async () => {
    const home = await furnished()
    const bot = await serve({ home })
    const visitor = await launch({ home })
    expect(visitor.url).toBe(bot.url)
    await visitor.stop()
    expect(await answers(bot.url)).toBe(true)
  })

  test('a server that outlived a kill -9 is taken over, and ended by the one who took it over', async () => {
    const home = await furnished()
    const killed = await launch({ home })
    const before = postmaster(home)
    await kill(killed.child)
    const heir = await serve({ home })
    expect(postmaster(home)).toBe(before)
    expect(heir.url).toBe(killed.url)
    expect(heir.lines.at(-1)).toContain('joined')
    await heir.stop()
    expect(await answers(heir.url)).toBe(false)
  })

  test('when the one that started it is killed, the other ends the server', async () => {
    const home = await furnished()
    const first = await launch({ home })
    const second = await launch({ home })
    await kill(first.child)
    expect((await second.stop()).lines.at(-1)).toBe('PostgreSQL stopped')
  })

  test('a start while another one stops waits for the end and starts anew', async () => {
    const home = await furnished()
    const first = await serve({ home })
    const [, second] = await Promise.all([first.stop(), serve({ home })])
    expect(await answers(second.url)).toBe(true)
  })
})

test('a server that was killed itself is started again, its old pid file notwithstanding', async () => {
  const home = await furnished()
  const first = await serve({ home })
  await ask(first.url, 'create table kept as select 42 as x')
  process.kill(postmaster(home), 'SIGKILL')
  const second = await serve({ home })
  expect(await ask(second.url, 'select x from kept')).toEqual([{ x: 42 }])
})

test('a bot keeps its hold on a server that recovers from the crash of one of its processes', async () => {
  const home = await furnished()
  const bot = await serve({ home })
  const [before] = await ask(bot.url, "select pid from pg_stat_activity where application_name like 'drumbeat hold %'")
  const holds = `select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.mode = 'ShareLock' and a.application_name like 'drumbeat hold %' and pid <> ${before?.pid}`
  process.kill(Number(before?.pid), 'SIGKILL')
  await vi.waitFor(async () => expect(await ask(bot.url, holds)).toEqual([{ n: 1 }]), { timeout: 20_000, interval: 50 })
  const visitor = await launch({ home })
  await visitor.stop()
  expect(await answers(bot.url)).toBe(true)
})

test('Ctrl-C in the terminal, which reaches every process of the group, does not reach the server', async () => {
  const home = await furnished()
  const child = await launch({ home })
  const group = readFileSync(`/proc/${postmaster(home)}/stat`, 'utf8')
    .split(') ')[1]
    ?.split(' ')[2]
  expect(Number(group)).toBe(postmaster(home))
  expect(Number(group)).not.toBe(child.child.pid)
})

describe('what stands in the way is told with its place and its cure', () => {
  test('a folder that cannot be made', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    await expect(serve({ home: join(file, 'home') })).rejects.toMatchObject({
      code: 'FOLDER_UNUSABLE',
      place: join(file, 'home'),
      cure: expect.stringContaining('DRUMBEAT_HOME'),
    })
  })

  test('a folder full of something else', async () => {
    const home = folder()
    mkdirSync(join(home, 'postgres/data'), { recursive: true })
    writeFileSync(join(home, 'postgres/data/holiday.jpg'), '')
    await expect(serve({ home })).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE', place: join(home, 'postgres/data') })
    expect(readdirSync(join(home, 'postgres/data'))).toEqual(['holiday.jpg'])
  })

  test('a port that is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    lab.afterwards(() => blocker.close())
    const address = blocker.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await expect(serve({ home: await furnished(), port })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      place: `127.0.0.1:${port}`,
    })
  })

  test('a machine for which no PostgreSQL was installed', async () => {
    const empty = join(folder(), 'native')
    await expect(serve({ home: folder(), binaries: empty })).rejects.toMatchObject({
      code: 'BINARIES_BROKEN',
      cure: expect.stringContaining('DATABASE_URL'),
    })
  })

  test('data of another major version, which stays as it is', async () => {
    const home = await furnished()
    const version = join(home, 'postgres/data/PG_VERSION')
    writeFileSync(version, '15\n')
    await expect(serve({ home })).rejects.toMatchObject({
      code: 'OTHER_VERSION',
      message: expect.stringMatching(/PostgreSQL 15.*PostgreSQL 18/s),
    })
    expect(readFileSync(version, 'utf8')).toBe('15\n')
  })

  test('a password file that is gone', async () => {
    const home = await furnished()
    rmSync(join(home, 'postgres/password'))
    await expect(serve({ home })).rejects.toMatchObject({
      code: 'PASSWORD_LOST',
      place: join(home, 'postgres/password'),
    })
  })

  test('data that PostgreSQL cannot read', async () => {
    const home = await furnished()
    writeFileSync(join(home, 'postgres/data/global/pg_control'), 'x')
    await expect(serve({ home })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('pg_control'),
    })
  })
})
