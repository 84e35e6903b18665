// The baseline, as a process of its own: a Bolt app over its HTTPReceiver that answers one command with a fixed word, or with
// one row read by a prepared query over an index. Prints its port; ends with its parent.
import { createServer } from 'node:net'
import { App, HTTPReceiver } from '@slack/bolt'
import postgres from 'postgres'

const [secret = '', databaseUrl = ''] = process.argv.slice(2)

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const receiver = new HTTPReceiver({ signingSecret: secret })
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BENCH', botUserId: 'U0BENCH' }),
})
const sql = databaseUrl === '' ? null : postgres(databaseUrl)

app.command('/hello', async ({ ack }) => ack('hello'))
app.command('/deal', async ({ ack, command }) => {
  const rows = sql ? await sql`select name from bench_deals where id = ${Number(command.text)}` : []
  await ack(`deal ${String(rows[0]?.name)}`)
})

const port = await freePort()
await app.start(port, '127.0.0.1')
process.stdout.write(`${port}\n`)
process.on('disconnect', () => process.exit(0))
