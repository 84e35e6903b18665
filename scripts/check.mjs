// npm run check: everything that can be known without running the program. All of it runs, all problems are listed, and any
// of them fails it. `node scripts/check.mjs imports links` runs only those.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { circles } from './checks/circles.mjs'
import { habits } from './checks/habits.mjs'
import { links } from './checks/links.mjs'
import { locales } from './checks/locales.mjs'
import { rhymes } from './checks/rhymes.mjs'
import { security } from './checks/security.mjs'
import { sizes } from './checks/sizes.mjs'

const rooms = ['src', 'commands', 'jobs', 'db', 'playground', 'samples', 'bench', 'test'].filter(existsSync)

/** A check is a program of the project's packages, or a function that lists problems. */
const checks = {
  types: ['tsc', '--noEmit', '-p', '.'],
  'page types': ['tsc', '--noEmit', '-p', 'playground/page'],
  style: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=200', '.'],
  imports: ['depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', ...rooms],
  unused: ['knip', '--no-progress'],
  'unused in production': ['knip', '--no-progress', '--production', '--include', 'files'],
  'circles of the page': circles,
  links,
  locales,
  rhymes,
  habits,
  sizes,
  security,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in checks))
if (unknown.length > 0) {
  console.error(`There is no check called ${unknown.join(', ')}. There are: ${Object.keys(checks).join(', ')}.`)
  process.exit(2)
}
const chosen = Object.entries(checks).filter(([name]) => asked.length === 0 || asked.includes(name))
const results = await Promise.all(
  chosen.map(([name, check]) => (Array.isArray(check) ? runProgram(name, check) : runFunction(name, check))),
)
for (const { name, said } of results.filter(({ ok }) => !ok)) console.log(`\n--- ${name}\n${said.trim()}`)
console.log()
for (const { name, ok, seconds } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}${seconds ? ` (${seconds.toFixed(1)} s)` : ''}`)
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1

function runFunction(name, check) {
  const problems = check()
  return { name, ok: problems.length === 0, said: problems.join('\n') }
}

async function runProgram(name, [program, ...args]) {
  if (name === 'page types' && !existsSync('playground/page/tsconfig.json')) return { name, ok: true, said: '' }
  const began = performance.now()
  const child = spawn(join('node_modules/.bin', program), args, {
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk))
  const status = await new Promise((resolve) => child.once('close', resolve))
  return {
    name,
    ok: status === 0,
    said: Buffer.concat(said).toString('utf8'),
    seconds: (performance.now() - began) / 1000,
  }
}
