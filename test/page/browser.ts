import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, type TestContext } from 'vitest'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
/** Quiet and self-contained: nothing of the browser itself goes to the network. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const builder = fileURLToPath(new URL('../../scripts/build-page.mjs', import.meta.url))
const root = fileURLToPath(new URL('../../', import.meta.url))

/** `tour`: the visitor comes for the first time and is offered the tour; other tests are about something else. */
export type OpenOptions = BrowserContextOptions & { readonly tour?: boolean }

export interface Stage {
  /** The folder of the built page. */
  readonly page: string
  /** Opens the page in a browser of its own; `problems` collects what went wrong in it. */
  open(url: string, options?: OpenOptions): Promise<Opened>
}

export interface Opened extends AsyncDisposable {
  readonly page: Page
  /** Uncaught errors, and errors on the console. */
  readonly problems: readonly string[]
  /** The addresses that the page asked for. */
  readonly requests: readonly string[]
}

/**
 * Builds the page once for a test file and starts a browser. The returned function gives them to a test, or skips it with
 * words where the machine has no browser.
 */
export function browserStage(): (context: TestContext) => Stage {
  const executable = places.find((place) => existsSync(place))
  const folder = mkdtempSync(join(tmpdir(), 'drumbeat-page-'))
  let browser: Browser | undefined
  beforeAll(async () => {
    if (executable === undefined) return
    execFileSync(process.execPath, [builder, folder], { cwd: root })
    browser = await chromium.launch({ executablePath: executable, args: flags })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return (context) => {
    const started = browser
    if (started === undefined)
      return context.skip(`No Chromium on this machine (looked at ${places.join(', ')}): install it to run this test.`)
    return { page: folder, open: (url, options) => openPage(started, url, options) }
  }
}

async function openPage(
  browser: Browser,
  url: string,
  { tour = false, ...options }: OpenOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  })
  if (!tour) await context.addInitScript("localStorage.setItem('tour', 'over')")
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const problems: string[] = []
  const requests: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(url)
  await page.locator('.window').waitFor()
  return { page, problems, requests, [Symbol.asyncDispose]: () => context.close() }
}
