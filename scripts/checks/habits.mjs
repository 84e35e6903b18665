// What no linter rule says, or says only in part.
import { isTest, place, read, sourceFiles } from './sources.mjs'

const everywhere = [
  [/\bas unknown as\b/g, 'a cast through unknown silences the compiler: narrow with zod or a type guard'],
  [/@ts-(ignore|expect-error|nocheck)\b/g, 'the compiler is right: fix the type'],
  [/\b(TODO|FIXME)\b/g, 'finish it, or leave it out'],
]

/** Whoever reads the environment besides the composition root cannot be started twice with different settings, as tests do. */
const environment = /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[|from\s+'(node:)?process'/g
const readers = ['src/main.ts', 'src/cli.ts']

/** Habits that the house does not have, with the place of each. */
export function habits() {
  const all = sourceFiles('src', 'commands', 'jobs', 'db', 'playground', 'samples', 'bench', 'test')
  const bot = sourceFiles('src', 'commands', 'jobs', 'db', 'playground').filter(
    (file) => !isTest(file) && !readers.includes(file),
  )
  return [
    ...everywhere.flatMap(([pattern, why]) => find(all, pattern, why)),
    ...find(bot, environment, `only ${readers.join(' and ')} read the environment: take it as a parameter`),
    ...strayImports(),
  ]
}

function find(files, pattern, why) {
  return files.flatMap((file) => {
    const text = read(file)
    return [...text.matchAll(pattern)].map((hit) => `${place(file, text, hit.index)}: ${hit[0]}: ${why}`)
  })
}

/** The page knows the playground's types, and nothing of the bot. (The import rules cannot read its TSX.) */
function strayImports() {
  const files = sourceFiles('playground/page').filter((file) => !isTest(file))
  return files.flatMap((file) => {
    const text = read(file)
    const depth = file.split('/').length - 2
    return [...text.matchAll(/from\s+'((?:\.\.\/)+)[^']*'/g)]
      .filter(([, up]) => up.length / 3 > depth)
      .map((hit) => `${place(file, text, hit.index)}: ${hit[0]}: the page imports only what is in playground`)
  })
}
