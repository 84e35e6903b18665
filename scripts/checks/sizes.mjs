// A file that has grown past one screenful of ideas is two files.
import { read, sourceFiles } from './sources.mjs'

const limit = 300

/** Source files of more lines than can be kept in mind; tests may be longer. */
export function sizes() {
  return sourceFiles('src', 'commands', 'jobs', 'db', 'playground', 'samples', 'scripts', 'test', 'bench')
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .map((file) => ({ file, lines: read(file).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > limit)
    .map(({ file, lines }) => `${file}: ${lines} lines, more than ${limit}: split it`)
}
