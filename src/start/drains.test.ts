import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { drains } from './drains.js'
import { close, listen } from './http.js'
import { health } from './routes.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase({ empty: true })
})
afterAll(async () => database.close())

const forever = new Promise<void>(() => {})
const logged = () => {
  const warn = vi.fn()
  return { warn, steps: () => warn.mock.calls.map(([fields]) => fields.step) }
}

it('ends what was started last first, and waits for each', async () => {
  const ended: string[] = []
  const ending = drains(60, logged())
  for (const name of ['database', 'outbox', 'slack'])
    ending.last(name, async () => {
      await new Promise(setImmediate)
      ended.push(name)
    })
  await ending.run()
  expect(ended).toEqual(['slack', 'outbox', 'database'])
})

it('asks everything to stop at its deadline, and waits for nothing more', async () => {
  const log = logged()
  const asked: string[] = []
  const ending = drains(0.05, log)
  ending.last('database', async () => void asked.push('database'))
  ending.last('outbox', () => {
    asked.push('outbox')
    return forever
  })
  await ending.run()
  expect(asked).toEqual(['outbox', 'database'])
  expect(log.steps()).toContain('outbox')
})

it('goes on with the others when a part does not stop well', async () => {
  const log = logged()
  const asked: string[] = []
  const ending = drains(60, log)
  ending.last('database', async () => void asked.push('database'))
  ending.last('slack', () => Promise.reject(new Error('torn')))
  await ending.run()
  expect(asked).toEqual(['database'])
  expect(log.steps()).toEqual(['slack'])
})

it('is seen by whoever asks for the health of the process: 200 before, 503 while it lasts', async () => {
  const ending = drains(60, logged())
  const server = createServer(health(database.db, ending.draining))
  const port = await listen(server, '127.0.0.1', 0)
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/health`)
    return [answer.status, await answer.json()]
  }
  let letGo = (): void => {}
  const under = new Promise<void>((resolve) => {
    letGo = resolve
  })
  ending.last('http', () => close(server))
  ending.last('outbox', () => under)
  expect(await ask()).toEqual([200, { status: 'ok' }])
  const over = ending.run()
  expect(await ask()).toEqual([503, { status: 'stopping' }])
  letGo()
  await over
})
