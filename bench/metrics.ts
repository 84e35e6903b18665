import { openDesk, sizesUpTo } from './deals.js'
import { ending } from './ending.js'
import { say } from './figures.js'
import { importing } from './imports.js'
import { asking, type Eight, growth } from './questions.js'

/**
 * Numbers at 1e5, 1e6 and 1e7 deals: a CSV file of them is imported, against a bare COPY of the same rows, and what was imported is
 * asked, against SQL on the rows. The rows are made once per size, as that file.
 * @param most the largest number of rows; 1e7 takes about ten minutes on two quiet cores, and 10 GB of disk
 */
export async function metrics(most: number): Promise<boolean> {
  return ending(async (afterwards) => {
    const asked: Eight[] = []
    let holds = true
    for (const rows of sizesUpTo(most)) {
      say(`metrics: ${rows.toExponential(0)} deals`)
      const desk = await openDesk(afterwards)
      holds = (await importing(desk, rows)) && holds
      const questions = await asking(desk, rows)
      holds = questions.holds && holds
      asked.push(questions.eight)
    }
    const [first, last] = [asked[0], asked.at(-1)]
    return first && last && last !== first ? (await growth(first, last)) && holds : holds
  })
}
