import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../../', import.meta.url))

/** What a build and a run need of the project. */
const needed = ['src', 'commands', 'jobs', 'db', 'playground', 'samples', 'bench', 'faults', 'scripts', 'teams']
const files = ['package.json', 'tsconfig.json', 'manifest.json']

/** A copy of the project in a folder of its own, as a clone stands after its packages were installed, before a build. */
export interface Clone {
  readonly folder: string
  remove(): void
}

/**
 * @param packages `pointed at`: a link leads to the project's own; `own`: they lie in the clone, where its mode guards them
 */
export function clone(packages: 'pointed at' | 'own'): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'drumbeat-clone-'))
  chmodSync(folder, 0o755)
  for (const name of [...needed, ...files]) cpSync(join(project, name), join(folder, name), { recursive: true })
  const modules = join(project, 'node_modules')
  if (packages === 'own') copyCheaply(modules, folder)
  else symlinkSync(modules, join(folder, 'node_modules'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Builds a clone. @returns the path of its command line */
export function built({ folder }: Clone): string {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, stdio: 'pipe' })
  return join(folder, 'dist/src/cli.js')
}

/** Tens of thousands of files: hard links where the file system has them between these places, else copies. */
function copyCheaply(from: string, to: string): void {
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'pipe' })
  } catch {
    execFileSync('cp', ['-a', from, to], { stdio: 'pipe' })
  }
}
