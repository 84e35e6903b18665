import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { Part } from './stage.js'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The page's static files from one folder; `/` is `index.html`. */
export function mountPageFiles(folder: string): Part {
  return {
    async handle(req, res, url) {
      if (req.method !== 'GET' && req.method !== 'HEAD') return false
      const path = url.pathname === '/' ? '/index.html' : url.pathname
      const type = types[extname(path)]
      if (type === undefined) return false
      // `normalize` of an absolute path cannot climb above `/`, so the join stays inside the folder.
      const bytes = await readFile(join(folder, normalize(decodeURIComponent(path)))).catch(() => null)
      if (bytes === null) return false
      res.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' })
      res.end(req.method === 'HEAD' ? undefined : bytes)
      return true
    },
  }
}
