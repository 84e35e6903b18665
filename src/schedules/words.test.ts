import { describe, expect, it } from 'vitest'
import { flatten } from '../chat/text.js'
import { textsFor } from '../locales/texts.js'
import { sayRule } from './say.js'
import { cronOf } from './words.js'

describe('when something comes, as people type it', () => {
  it.each([
    ['Monday 09:00', '0 9 * * 1'],
    ['mondays at 9', '0 9 * * 1'],
    ['Mon, Wed and Fri at 8:30', '30 8 * * 1,3,5'],
    ['every friday 5pm', '0 17 * * 5'],
    ['daily 12 am', '0 0 * * *'],
    ['every day at 7.15', '15 7 * * *'],
    ['weekdays 9', '0 9 * * 1-5'],
    ['first of the month 9:00', '0 9 1 * *'],
    ['last day of the month 17:00', '0 17 L * *'],
    ['15th of the month 10:00', '0 10 15 * *'],
    ['0 9 * * 1', '0 9 * * 1'],
    ['*/15  8-18 * * MON-FRI', '*/15 8-18 * * MON-FRI'],
  ])('%s is %s', (typed, cron) => {
    expect(cronOf(typed, 'en')).toBe(cron)
  })

  it.each([
    ['Monday'],
    ['Moonday 9:00'],
    ['9:00'],
    ['Monday 25:00'],
    ['Monday 9:61'],
    ['32nd of the month 9:00'],
    [''],
  ])('%j is not guessed at', (typed) => {
    expect(cronOf(typed, 'en')).toBeNull()
  })

  it.each([
    ['0 9 * * 1', 'Monday at 09:00, Europe/Berlin'],
    ['30 8 * * 1,3,5', 'Monday, Wednesday, and Friday at 08:30, Europe/Berlin'],
    ['0 17 L * *', 'last day of the month at 17:00, Europe/Berlin'],
    ['0 9 15 * *', 'day 15 of the month at 09:00, Europe/Berlin'],
    ['0 9 * * 0', 'Sunday at 09:00, Europe/Berlin'],
    ['*/15 8-18 * * 1-5', '*/15 8-18 * * 1-5, Europe/Berlin'],
  ])('%s is said as %s', (cron, words) => {
    expect(flatten(sayRule({ cron, zone: 'Europe/Berlin' }, textsFor('en', 'UTC')))).toBe(words)
  })
})
