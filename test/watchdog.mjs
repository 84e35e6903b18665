// Outlives a run of the tests that was interrupted or killed, ends the PostgreSQL that it left behind, and removes its folder.
// Its input ends when the run does, however that came about; after an orderly end there is nothing left to do.
import { readFileSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const [home] = process.argv.slice(2)
for await (const _ of process.stdin);
for (let beats = 0; beats < 250 && postmaster() !== null; beats++) {
  if (beats === 0) signal(postmaster(), 'SIGINT')
  await pause(20)
}
rmSync(home, { recursive: true, force: true })

/** The number in the file that PostgreSQL removes when it ends. */
function postmaster() {
  try {
    return Number(readFileSync(`${home}/postgres/data/postmaster.pid`, 'utf8').split('\n')[0])
  } catch {
    return null
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch {
    // It has died on its own, and left its file.
  }
}
