// A document that points at what is not there is worse than none: links, their anchors, and paths in code type.
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { globSync } from '../files.mjs'
import { place, read } from './sources.mjs'

/** Where documents stand. */
function documents() {
  const root = existsSync('.') ? readdirSync('.').filter((name) => name.endsWith('.md')) : []
  return [...root, ...globSync(['docs', 'samples', 'teams', 'bench']).filter((file) => file.endsWith('.md'))]
}

/** Links, anchors and paths in the project's documents that lead nowhere. */
export function links() {
  return documents().flatMap((file) => {
    const text = withoutFences(read(file))
    return [...brokenLinks(file, text), ...brokenPaths(file, text)]
  })
}

/** Fenced blocks blanked out, so that places stay right. */
function withoutFences(text) {
  return text.replace(/^(```|~~~).*?^\1/gms, (block) => block.replace(/[^\n]/g, ' '))
}

function brokenLinks(file, text) {
  const prose = text.replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length))
  const hits = [
    ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
    ...prose.matchAll(/\b(?:src|href)="([^"]+)"/g),
  ]
  return hits
    .filter(([, target]) => !/^[a-z][a-z+.-]*:/i.test(target))
    .map((hit) => ({ where: place(file, text, hit.index), target: hit[1], wrong: linkFault(file, hit[1]) }))
    .filter(({ wrong }) => wrong !== '')
    .map(({ where, target, wrong }) => `${where}: ${target}: ${wrong}`)
}

function linkFault(file, target) {
  const [path = '', anchor] = decodeURI(target).split('#')
  const goal = path === '' ? file : join(path.startsWith('/') ? '.' : dirname(file), path)
  if (!existsSync(goal)) return 'there is no such file'
  if (anchor === undefined || !goal.endsWith('.md')) return ''
  return anchorsOf(read(goal)).includes(anchor) ? '' : 'the file has no such heading'
}

/** The anchors that code hosts give to headings: lower case, punctuation gone, spaces as hyphens, repeats numbered. */
function anchorsOf(text) {
  const seen = new Map()
  return [...withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading]) => {
    const plain = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
}

/** `src/chat/text.ts` in code type: a path whose first folder is one of ours has to be there. Patterns and placeholders do not. */
function brokenPaths(file, text) {
  return [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+\/?)(?::\d+)?`/g)]
    .filter(
      ([, path]) =>
        existsSync(path.split('/')[0]) && !existsSync(posix.normalize(path)) && !existsSync(join(dirname(file), path)),
    )
    .filter(([, path]) => !path.startsWith('node_modules/') && !path.startsWith('dist/'))
    .map((hit) => `${place(file, text, hit.index)}: ${hit[1]}: there is no such file`)
}
