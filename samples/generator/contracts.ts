import { accounts, products } from './company.js'
import { csv, type SampleFile } from './csv.js'
import { textOf, workdayFrom } from './days.js'
import type { Scene } from './scene.js'

/** What the three are worth a month, in cents: 110,000 euros a year. */
const unbilled = [400_000, 320_000, 196_667]

/**
 * The contracts that sales has signed: those that are billed, and three that are not yet. They are why sales and finance state another
 * ARR.
 */
export function contractsFile({ asOf, since, periods }: Scene): SampleFile {
  const billed = periods.filter((period) => !period.trial && (period.to === null || period.to >= since))
  const rows = billed.map(({ id, account, product, fee, from, to }) => [
    id.replace('SUB', 'CON'),
    account.name,
    product,
    (fee / 100).toFixed(2),
    textOf(from),
    to === null ? '' : textOf(to),
  ])
  const running = new Set(periods.filter(({ to }) => to === null || to > asOf).map(({ account }) => account.name))
  const fresh = accounts.filter(({ name }) => !running.has(name)).slice(0, unbilled.length)
  const product = products[0]?.name ?? ''
  const signed = fresh.map(({ name }, index) => [
    `CON-NEW-${index + 1}`,
    name,
    product,
    ((unbilled[index] ?? 0) / 100).toFixed(2),
    textOf(workdayFrom(asOf - 5 + index)),
    '',
  ])
  const header = ['Contract', 'Customer', 'Product', 'Monthly value (EUR)', 'Signed', 'Ends']
  return {
    name: 'contracts.csv',
    content: csv({ separator: ',', lineEnd: '\n', start: '' }, [header, ...rows, ...signed]),
  }
}
