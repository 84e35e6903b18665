// `npm run faults [-- --runs 500 --seed 1 --report FILE]`: processes that die and hang, a database that restarts, platforms that lose answers. It
// prints what became of everything that was due, and ends with exit code 1 where something was lost, doubled or left without a word.

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { campaign, type Report } from './campaign.js'
import { promises } from './judge.js'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
})
const asked = z.object({ runs: z.coerce.number().int().min(1), seed: z.coerce.number().int() }).parse(values)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const end = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => end.abort(new Error(`Ended by ${signal}`)))
const report = await campaign({
  ...asked,
  script: fileURLToPath(new URL('./bot.js', import.meta.url)),
  sample: fileURLToPath(new URL('../samples/playground.yaml', import.meta.url)),
  say,
  end: end.signal,
})
const held = promises(report)
tell(report)
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(asTests()))
process.exitCode = held.every(({ broken }) => broken.length === 0) ? 0 : 1

/** The promises as a test runner reports its tests, one file with a test for each. */
function asTests(): object {
  const assertionResults = held.map(({ promise, broken }) => ({
    fullName: `faults: ${promise}`,
    status: broken.length === 0 ? 'passed' : 'failed',
  }))
  return { testResults: [{ name: 'faults', status: 'passed', assertionResults }] }
}

function tell(one: Report): void {
  const outcomes = Object.entries(one.outcomes).map(([state, count]) => `${count} ${state}`)
  say(
    `seed ${one.seed}: ${one.runs} runs in ${Math.round(one.seconds)} s, ${one.struck} of them struck; ${one.ended} processes ended by themselves`,
  )
  say(`  ${one.slots} slots: ${outcomes.join(', ')}; without an outcome: ${one.open}`)
  say(`  ${one.deliveries} messages; lost: ${one.lost.length}; doubled: ${one.doubled.length}`)
  say(
    `  unknown in Teams: ${one.unknown}, not reported: ${one.unreported.length}; unknown in Slack: ${one.unknownInSlack.length}`,
  )
  say(`  ${one.cards} live cards; not as things stand: ${one.stale.length}`)
  for (const { promise, broken } of held) for (const line of broken) say(`  ! ${promise}: ${line}`)
  say(held.every(({ broken }) => broken.length === 0) ? 'Every promise holds.' : 'PROMISES DO NOT HOLD')
}
