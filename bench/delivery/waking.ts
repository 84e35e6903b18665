import { randomUUID } from 'node:crypto'
import type { Database } from '../../db/connect.js'
import type { Platform } from '../../src/chat/platform.js'
import { addDeliveries } from '../../src/deliveries/add.js'
import { promise, quantile, say, spread } from '../figures.js'
import { clockContext, emptied, message, outbox, placeAt } from './desk.js'
import { client, slackAt } from './platforms.js'

const times = 40

/**
 * From the commit that adds a message to an idle outbox until it has been posted, against one bare NOTIFY that is heard on another connection
 * plus one post by Slack's client.
 */
export async function idleToSent(database: Database, single: Database, url: string): Promise<boolean> {
  await database.sql`truncate deliveries cascade`
  let sent = (): void => {}
  const slack = slackAt(url)
  const watched: Platform = {
    ...slack,
    send: async (outgoing) => {
      const answer = await slack.send(outgoing)
      sent()
      return answer
    },
  }
  const stop = await outbox(database, single, watched)
  const alone = client(url)
  let heard = (): void => {}
  const listening = await database.sql.listen('bench', () => heard())
  const ours: number[] = []
  const bare: number[] = []
  for (let time = 0; time < times; time++) {
    ours.push(
      await add(database, (done) => {
        sent = done
      }),
    )
    await emptied(database)
    const notify = () =>
      once(
        (done) => (heard = done),
        () => database.sql`select pg_notify('bench', '')`,
      )
    bare.push(
      await taken(async () => {
        await notify()
        await alone(1, 1)
      }),
    )
  }
  await listening.unlisten()
  await stop()
  const warm = (list: readonly number[]): readonly number[] => list.slice(10)
  const ratio = quantile(warm(ours), 0.5) / quantile(warm(bare), 0.5)
  say(`  idle to sent: ${spread(warm(ours), 1)} ms; NOTIFY and one post: ${spread(warm(bare), 1)} ms`)
  return promise('ratio of the medians', ratio, 'at most', 3)
}

/** Adds a message. @returns the milliseconds from its commit until it has been posted */
async function add(database: Database, watch: (done: () => void) => void): Promise<number> {
  const posted = new Promise<void>((resolve) => watch(resolve))
  let began = 0
  await database.db.transaction(async (tx) => {
    const one = { key: randomUUID(), about: 'digest:bench' as const, to: placeAt(0), message }
    const context = { ...clockContext(database), db: tx }
    await addDeliveries(context, [{ ...one, edits: null, slot: null, urgent: true }])
    began = performance.now()
  })
  await posted
  return performance.now() - began
}

/** Starts something, and waits until it has had its effect. */
async function once(watch: (done: () => void) => void, start: () => Promise<unknown>): Promise<void> {
  const effect = new Promise<void>((resolve) => watch(resolve))
  await start()
  await effect
}

async function taken(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
