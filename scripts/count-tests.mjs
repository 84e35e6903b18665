// Reads vitest's JSON report, and others of its form, and prints "N passed, N failed" as the last line; the exit status says the same.
import { readFileSync } from 'node:fs'

const files = process.argv.slice(2).flatMap((path) => readReport(path).testResults)
const tests = files.flatMap((file) => file.assertionResults)
const passed = tests.filter(({ status }) => status === 'passed').length
// A file that could not be loaded has no tests to count, but is no less a failure.
const broken = files.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
)
const failed = tests.filter(({ status }) => status === 'failed').length + broken.length
const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed')
for (const { name } of broken) console.log(`broken: ${name}`)
for (const { fullName } of skipped) console.log(`not tried: ${fullName}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

/** No report means that what should write it fell over: one failure. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return { testResults: [{ name: `no report: ${error.message}`, status: 'failed', assertionResults: [] }] }
  }
}
