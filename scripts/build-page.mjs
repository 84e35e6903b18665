// Bundles the playground's page into static files: `page.js` and its chunks, `page.css`, `index.html`, the licences of what
// is bundled. Run alone with a folder (`node scripts/build-page.mjs FOLDER`) it builds the page there, for tests.

import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const page = 'playground/page'

/** Builds the page into `out` and returns the sizes in bytes by file name. */
export async function buildPage(out) {
  fs.mkdirSync(out, { recursive: true })
  const result = await build({
    entryPoints: { page: `${page}/main.tsx` },
    outdir: out,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'linked',
    metafile: true,
    sourcemap: false,
    logLevel: 'warning',
  })
  for (const file of ['index.html', 'icon.svg']) fs.copyFileSync(join(page, file), join(out, file))
  fs.writeFileSync(join(out, 'licences.txt'), licences(Object.keys(result.metafile.inputs)))
  return Object.fromEntries(Object.entries(result.metafile.outputs).map(([file, { bytes }]) => [file, bytes]))
}

/** The licence text of every package that went into the bundle. */
function licences(inputs) {
  const roots = inputs.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])
  return [...new Set(roots)]
    .sort()
    .map((root) => {
      const { name, version, license } = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8'))
      const file = fs.readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry))
      const text = file === undefined ? `Licence: ${license}` : fs.readFileSync(join(root, file), 'utf8').trim()
      return `${name} ${version}\n\n${text}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href)
  await buildPage(process.argv[2] ?? 'dist/playground/static')
