import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { z } from 'zod'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const findings = z.array(
  z.looseObject({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.looseObject({ html: z.string() })) }),
)

/** What axe finds that keeps people out: serious and critical findings, with the elements. */
export async function serious(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.addScriptTag({ path: axe })
  const found = findings.parse(await page.evaluate('axe.run().then((result) => result.violations)'))
  return found
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`))
}
