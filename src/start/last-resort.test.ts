import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { memoryOf } from '../../test/memory.js'
import { lastResort } from './last-resort.js'
import { logger } from './log.js'

test('a fault that nobody caught is logged once without the values of a statement, and ends the program (ASVS 16.5.4)', () => {
  const lines: string[] = []
  const program = new EventEmitter()
  let ended = 0
  lastResort(program, logger('info', memoryOf(lines)), () => {
    ended += 1
  })
  program.emit('uncaughtException', new Error('Failed query: select $1\nparams: what Maya typed'))
  expect(ended).toBe(1)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('Failed query: select $1')
  expect(lines[0]).toContain('last-resort.test.ts')
  expect(lines[0]).not.toContain('Maya')
})
