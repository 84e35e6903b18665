// The baseline, as a process of its own: a Bolt app over its HTTPReceiver that answers one command with a fixed word, or with
// one row read by a prepared query over an index. Prints its address; ends on SIGTERM.
import { createServer } from 'node:net'
import { App, HTTPReceiver, LogLevel } from '@slack/bolt'
import postgres from 'postgres'

const [secret = '', databaseUrl = ''] = process.argv.slice(2)

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const receiver = new HTTPReceiver({ signingSecret: secret, logLevel: LogLevel.WARN })
const app = new App({
  receiver,
  logLevel: LogLevel.WARN,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BENCH', botUserId: 'U0BENCH' }),
})

if (databaseUrl === '') {
  app.command('/hello', async ({ ack }) => ack('hello'))
} else {
  const sql = postgres(databaseUrl)
  app.command('/deal', async ({ ack, command }) => {
    const [row] = await sql`select name, amount from bench_deals where id = ${Number(command.text)}`
    await ack(`${String(row?.name)} is worth ${String(row?.amount)}`)
  })
}

const port = await freePort()
await app.start({ port, host: '127.0.0.1' })
process.once('SIGTERM', () => process.exit(0))
process.stdout.write(`http://127.0.0.1:${port}\n`)
