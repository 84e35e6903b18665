// Lets a script use the TypeScript sources as they stand, without a build: bundles one module and imports it.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** Imports a TypeScript module of this repository by its path from the root. */
export async function load(path) {
  // Below node_modules, so that the packages are found from there.
  const folder = mkdtempSync('node_modules/.drumbeat-')
  const outfile = join(folder, 'module.mjs')
  try {
    await build({
      entryPoints: [path],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
