import { type Account, accounts } from './company.js'
import { csv, type SampleFile } from './csv.js'
import { type Day, isWorkday, monthStart, quarterStart, textOf, workdayFrom } from './days.js'
import { type Story, storyOf } from './deals.js'
import { type Random, randomFor } from './random.js'
import type { Scene } from './scene.js'

/** Scores out of a hundred answers, usually and among small customers after the rise in prices. */
const nps = { 0: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 6, 7: 14, 8: 22, 9: 26, 10: 22 }
const npsInTheStory = { 0: 5, 2: 5, 3: 7, 4: 8, 5: 12, 6: 15, 7: 18, 8: 14, 9: 10, 10: 6 }
const csat = { 1: 4, 2: 6, 3: 14, 4: 36, 5: 40 }
const enps = { 3: 3, 5: 6, 6: 8, 7: 20, 8: 27, 9: 22, 10: 14 }

/** What customers were asked: once a quarter whether they would recommend, and after some calls for help how it went. */
export function surveysFile({ since, asOf, seed }: Scene): SampleFile {
  const story = storyOf(asOf)
  const rows: string[][] = []
  for (let day = since; day <= asOf; day += 1) {
    if (day === askedOn(day)) rows.push(...npsOn(day, asOf, seed, story))
    if (isWorkday(day)) rows.push(...csatOn(day, asOf, seed))
  }
  // A scale that somebody took to end at eleven.
  const day = textOf(since)
  rows.splice(Math.floor(rows.length / 2), 0, ['N-MANUAL', 'NPS', 'Oak Media', day, day, '11'])
  const header = ['Response', 'Survey', 'Customer', 'Sent', 'Answered', 'Score']
  return { name: 'surveys.csv', content: csv({ separator: ',', lineEnd: '\r\n', start: '' }, [header, ...rows]) }
}

/** The first working day of the second month of a quarter. */
function askedOn(day: Day): Day {
  return workdayFrom(monthStart(quarterStart(day), 1))
}

function npsOn(day: Day, asOf: Day, seed: number, story: Story): readonly string[][] {
  return accounts.flatMap((account, at) => {
    const random = randomFor(seed, 'nps', account.name, day)
    if (random.next() >= 0.45) return []
    const isUpset = account.segment === 'SMB' && day >= story.smallLeave
    const score = random.weigh(isUpset ? npsInTheStory : nps)
    const id = `N-${number(day)}-${String(at + 1).padStart(3, '0')}`
    return [response(id, 'NPS', account, day, asOf, score, random)]
  })
}

function csatOn(day: Day, asOf: Day, seed: number): readonly string[][] {
  const count = randomFor(seed, 'csat', day).int(1, 4)
  return Array.from({ length: count }, (_, at) => {
    const random = randomFor(seed, 'csat', day, at)
    const score = random.weigh(csat)
    return response(`C-${number(day)}-${at + 1}`, 'CSAT', random.pick(accounts), day, asOf, score, random)
  })
}

function response(
  id: string,
  survey: string,
  { name }: Account,
  sent: Day,
  asOf: Day,
  score: string,
  random: Random,
): string[] {
  const answered = sent + random.int(0, 9)
  const isAnswered = random.next() < 0.6 && answered <= asOf
  // Some are copied by hand, with a space behind.
  const written = random.next() < 0.02 ? `${score} ` : score
  return [id, survey, name, textOf(sent), isAnswered ? textOf(answered) : '', isAnswered ? written : '']
}

const number = (day: Day) => textOf(day).replaceAll('-', '')

const staff = { Sales: 24, Marketing: 11, 'Customer success': 15, Finance: 6, Engineering: 34 }

/** Employees are asked on the same days, by a system of their own that knows them by number alone. */
export function employeesFile({ since, asOf, seed }: Scene): SampleFile {
  const people = Object.entries(staff).flatMap(([department, count]) => Array.from({ length: count }, () => department))
  const rows: string[][] = []
  for (let day = since; day <= asOf; day += 1) {
    if (day !== askedOn(day)) continue
    for (const [at, department] of people.entries()) {
      const random = randomFor(seed, 'enps', at, day)
      const score = random.weigh(enps)
      const answered = day + random.int(0, 7)
      const isAnswered = random.next() < 0.8 && answered <= asOf
      const employee = `E-${String(at + 1).padStart(3, '0')}`
      const answer = isAnswered ? [textOf(answered), score] : ['', '']
      rows.push([`${number(day)}-${employee}`, employee, department, textOf(day), ...answer])
    }
  }
  const header = ['Response', 'Employee', 'Department', 'Sent', 'Answered', 'Score']
  return { name: 'employee_survey.csv', content: csv({ separator: '\t', lineEnd: '\n', start: '' }, [header, ...rows]) }
}
