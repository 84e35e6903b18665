// The texts that people read: each one valid, used, and in every language with the same places to fill.
import { existsSync, readdirSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { isTest, read, sourceFiles } from './sources.mjs'

const folder = 'src/locales'
const base = 'en'
/** Lists of words that are typed, not texts: their shape is checked where they are read. */
const notTexts = ['words.json']

/** Texts that are broken, unused, or differ between languages in what they need. */
export function locales() {
  if (!existsSync(`${folder}/${base}`)) return []
  const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const english = readLanguage(base)
  const others = languages.map(({ name }) => name).filter((name) => name !== base)
  return [
    ...english.problems,
    ...unused(english.texts),
    ...others.flatMap((name) => compare(english.texts, readLanguage(name))),
  ]
}

/** Every text of a language by `area.key`, and what is wrong with its files. */
function readLanguage(language) {
  const texts = new Map()
  const problems = []
  for (const name of readdirSync(`${folder}/${language}`).filter(
    (each) => each.endsWith('.json') && !notTexts.includes(each),
  )) {
    const file = `${folder}/${language}/${name}`
    const source = read(file)
    problems.push(...repeated(file, source))
    for (const [key, text] of Object.entries(JSON.parse(source))) {
      const parsed = parse(text, language)
      if (parsed.error) problems.push(`${file}: ${key}: ${parsed.error}`)
      texts.set(`${name.slice(0, -5)}.${key}`, { file, key, holes: parsed.holes })
    }
  }
  return { texts, problems }
}

/** JSON keeps the last of two equal keys without a word. */
function repeated(file, source) {
  const keys = [...source.matchAll(/^\s*"((?:[^"\\]|\\.)*)"\s*:/gm)].map(([, key]) => key)
  return keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `${file}: ${key}: stands here twice`)
}

function parse(text, language) {
  if (typeof text !== 'string') return { error: 'a text is a string', holes: [] }
  try {
    return { error: null, holes: holesIn(new IntlMessageFormat(text, language).getAst()) }
  } catch (error) {
    return { error: `not an ICU message: ${error.message}`, holes: [] }
  }
}

/** The names of what is filled in and of the marks put around words, `{count}` and `<b>` alike. */
function holesIn(ast) {
  const names = ast.flatMap((part) => [
    ...(part.type === 0 || part.type === 7 ? [] : [part.value]),
    ...holesIn(part.children ?? []),
    ...Object.values(part.options ?? {}).flatMap((option) => holesIn(option.value)),
  ])
  return [...new Set(names)].sort()
}

/** A text counts as used when the code names it, or builds its name from a beginning: `area.prefix_${kind}`. */
function unused(texts) {
  const code = sourceFiles('src', 'commands', 'jobs')
    .filter((file) => !isTest(file))
    .map(read)
    .join('\n')
  const built = [...code.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map(([, start]) => start)
  return [...texts]
    .filter(
      ([name]) =>
        !new RegExp(`['"\`]${name.replace('.', '\\.')}['"\`]`).test(code) &&
        !built.some((start) => name.startsWith(start)),
    )
    .map(([name, { file, key }]) => `${file}: ${key}: no source names ${name}`)
}

function compare(english, { texts, problems }) {
  const unknown = [...texts]
    .filter(([name]) => !english.has(name))
    .map(([, { file, key }]) => `${file}: ${key}: English has no such text`)
  const different = [...texts]
    .filter(([name, { holes }]) => english.has(name) && english.get(name).holes.join() !== holes.join())
    .map(
      ([name, { file, key, holes }]) =>
        `${file}: ${key}: fills in ${holes.join(', ') || 'nothing'}; English: ${english.get(name).holes.join(', ') || 'nothing'}`,
    )
  return [...problems, ...unknown, ...different]
}
