// `npm run faults [-- --runs 500 --seed 1]`: processes that die and hang, a database that restarts, platforms that lose answers. It
// prints what became of everything that was due, and ends with exit code 1 where something was lost, doubled or left without a word.

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { campaign, type Report } from './campaign.js'
import { holds } from './judge.js'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' } },
})
const asked = z.object({ runs: z.coerce.number().int().min(1), seed: z.coerce.number().int() }).parse(values)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const report = await campaign({
  ...asked,
  script: fileURLToPath(new URL('./bot.js', import.meta.url)),
  sample: fileURLToPath(new URL('../samples/playground.yaml', import.meta.url)),
  say,
})
tell(report)
process.exitCode = holds(report) ? 0 : 1

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
  for (const line of [...one.lost, ...one.doubled, ...one.unknownInSlack, ...one.unreported, ...one.stale])
    say(`  ! ${line}`)
  say(holds(one) ? 'Every promise holds.' : 'PROMISES DO NOT HOLD')
}
