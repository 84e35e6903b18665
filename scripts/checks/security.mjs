// docs/security.md promises; every promise has a test that shows it. A promise whose test is gone is a lie, and a requirement in
// neither table, or in both, is one that nobody decided about.
import { existsSync } from 'node:fs'
import { place, read, sourceFiles } from './sources.mjs'

const page = 'docs/security.md'

/** The requirements of OWASP ASVS 5.0 that a bot like this one has to meet, by their ids. */
const wanted = [
  ...['1.2.2', '1.2.4', '1.2.10', '1.3.2', '1.3.5', '1.3.6', '1.3.12'],
  ...['2.2.1', '2.2.2', '2.3.1', '2.3.3', '2.3.4', '2.4.1'],
  ...['8.1.1', '8.2.1', '8.2.2', '8.2.3', '8.3.1', '8.3.2', '8.3.3', '8.4.1'],
  ...['9.1.1', '9.1.2', '9.1.3', '9.2.1', '9.2.2', '9.2.3', '9.2.4'],
  ...['16.1.1', '16.2.1', '16.2.2', '16.2.5', '16.3.2', '16.3.3', '16.4.1', '16.5.1', '16.5.2', '16.5.3', '16.5.4'],
]

const asvs = /\bASVS (\d+(?:\.\d+)+)/g
/** `` `src/a/a.test.ts` › `what it shows` `` */
const shown = /`([^`\s]+\.test\.tsx?)` › `([^`]+)`/g

/** Promises without their tests, tests that are not there, and requirements that stand in neither table or in both. */
export function security() {
  if (!existsSync(page)) return [`${page}: there is no such file: it says what is promised, and which test shows it`]
  const text = read(page)
  const promises = rowsUnder('What is promised', text)
  const later = rowsUnder('Not yet', text)
  return [
    ...promises.flatMap((row) => faultsOf(row, text)),
    ...decidedOnce(idsIn(promises), idsIn(later)),
    ...contradicted(idsIn(later)),
    ...undescribed(text),
  ]
}

/** The rows of the table below a heading, without its head: the cells, and where the row stands. */
function rowsUnder(heading, text) {
  const start = text.search(new RegExp(`^## ${heading}$`, 'm'))
  if (start < 0) return []
  const next = text.slice(start + 3).search(/^## /m)
  const section = next < 0 ? text.slice(start) : text.slice(start, start + 3 + next)
  return [...section.matchAll(/^\|(.+)\|$/gm)]
    .map((hit) => ({ cells: hit[1].split(/(?<!\\)\|/).map((cell) => cell.trim()), index: start + hit.index }))
    .slice(2)
}

function faultsOf({ cells, index }, text) {
  const where = `${place(page, text, index)}: ${cells[0]}`
  const tests = [...(cells[2] ?? '').matchAll(shown)]
  if (tests.length === 0) return [`${where}: no test shows it`]
  return tests.flatMap(([, file, title]) => {
    if (!existsSync(file)) return [`${where}: there is no ${file}`]
    return titlesIn(read(file)).has(title) ? [] : [`${where}: ${file} has no test called "${title}"`]
  })
}

/** The titles of a file's tests as they are written: `it('…'`, `test.each([…])('…'`. */
function titlesIn(source) {
  const calls = source.matchAll(
    /(?:\b(?:it|test)|\))\s*\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)\s*,/g,
  )
  return new Set([...calls].map(([, single, double, back]) => (single ?? double ?? back).replace(/\\(['"`\\])/g, '$1')))
}

const idsIn = (rows) => rows.flatMap(({ cells }) => [...cells[0].matchAll(asvs)].map(([, id]) => id))

function decidedOnce(promised, later) {
  const all = [...promised, ...later]
  return [
    ...wanted.filter((id) => !all.includes(id)).map((id) => `${page}: ASVS ${id} stands in neither table`),
    ...wanted
      .filter((id) => count(all, id) > 1)
      .map((id) => `${page}: ASVS ${id} stands there ${count(all, id)} times`),
    ...all
      .filter((id) => !wanted.includes(id))
      .map((id) => `${page}: ASVS ${id} is not on the list of scripts/checks/security.mjs`),
  ]
}

const count = (ids, id) => ids.filter((one) => one === id).length

/** A test that carries the id of a requirement shows it: then it is promised, or the id is wrong. */
function contradicted(later) {
  return sourceFiles('src', 'commands', 'jobs', 'db', 'playground', 'samples', 'test')
    .filter((file) => /\.test\.tsx?$/.test(file))
    .flatMap((file) =>
      [...titlesIn(read(file))].flatMap((title) => [...title.matchAll(asvs)].map(([, id]) => ({ file, id }))),
    )
    .filter(({ id }) => later.includes(id))
    .map(({ file, id }) => `${page}: ASVS ${id} is not promised yet, but a test of ${file} shows it`)
}

/** Everything that can be pressed or submitted stands in the page with who may do it (ASVS 8.1.1). */
function undescribed(text) {
  return sourceFiles('src', 'commands')
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .flatMap((file) => {
      const source = read(file)
      return [...source.matchAll(/: Action<[^=]*> = \{\s*id: '([^']+)'/g)].map((hit) => ({
        id: hit[1],
        at: place(file, source, hit.index),
      }))
    })
    .filter(({ id }) => !text.includes(`\`${id}\``))
    .map(({ id, at }) => `${at}: ${page} does not say who may do ${id}`)
}
