// A Drumbeat that does nothing but have an embedded database: started by tests as a process of its own, which they may kill.
// Takes EmbeddedOptions as JSON, says one JSON line, stops when its input ends.
import { z } from 'zod'
import { startEmbedded } from '../db/embedded.js'
import { DatabaseError } from '../db/errors.js'

const options = z.object({ home: z.string(), binaries: z.string().exactOptional(), port: z.number().exactOptional() })

const lines: string[] = []
const log = (line: string) => lines.push(line)
try {
  const server = await startEmbedded({
    ...options.parse(JSON.parse(process.argv[2] ?? '')),
    log,
    settings: { fsync: 'off' },
  })
  console.log(JSON.stringify({ url: server.url, lines }))
  process.stdin.resume().once('end', async () => {
    await server.stop()
    console.log(JSON.stringify({ lines }))
  })
} catch (error) {
  if (!(error instanceof DatabaseError)) throw error
  console.log(JSON.stringify({ code: error.code, place: error.place, cure: error.cure, message: error.message }))
}
