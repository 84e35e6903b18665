// Mends two faults of the PostgreSQL driver (postgres 3.4.9) after it was installed. A small statement is written in the next turn of the
// event loop; where the connection is lost before that, the driver writes to nothing and the process dies of it, or it believes
// for ever that a write is still to come, and the connection never says anything again. Both happen when a server restarts in
// the middle of a transaction. The driver's own repository knows of them (porsager/postgres, issues 1066, 1154 and 1208).

import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../node_modules/postgres/src/connection.js', import.meta.url)
const repairs = [
  [
    '  function nextWrite(fn) {\n    const x = socket.write(chunk, fn)',
    "  function nextWrite(fn) {\n    if (socket === null) {\n      chunk = nextWriteTimer = null\n      error(Errors.connection('CONNECTION_CLOSED', options))\n      return false\n    }\n    const x = socket.write(chunk, fn)",
  ],
  [
    '    clearImmediate(nextWriteTimer)\n    socket.removeListener',
    '    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener',
  ],
  // A statement that is handed over between the error and the end of its connection would wait for ever.
  ['    !hadError && (query || sent.length) && error(', '    ;(query || sent.length) && error('],
  [
    '    clearImmediate(nextWriteTimer)\n    if (socket) {',
    '    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    if (socket) {',
  ],
]

const before = readFileSync(file, 'utf8')
let text = before
for (const [fault, repaired] of repairs) {
  if (text.includes(repaired)) continue
  if (!text.includes(fault)) {
    console.warn(
      'The PostgreSQL driver is not the one that scripts/repair-driver.mjs knows: look whether it still needs the repair.',
    )
    process.exit(0)
  }
  text = text.replace(fault, repaired)
}
if (text !== before) writeFileSync(file, text)
