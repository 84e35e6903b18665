import { expect, it } from 'vitest'
import { Together } from './together.js'

/** Runs that end when they are told to, and how many have begun. */
function runs() {
  const begun: { end(value: string): void; fail(error: Error): void }[] = []
  const run = () =>
    new Promise<string>((end, fail) => {
      begun.push({ end, fail })
    })
  return { begun, run }
}

/** Lets everything happen that can. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

it('who comes while an answer is under way does not get it, but shares the next with all who wait', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  const first = together.ask('win rate', run)
  const late = [together.ask('win rate', run), together.ask('win rate', run), together.ask('win rate', run)]
  expect(begun).toHaveLength(1)
  begun[0]?.end('before')
  expect(await first).toBe('before')
  await settled()
  expect(begun).toHaveLength(2)
  begun[1]?.end('after')
  expect(await Promise.all(late)).toEqual(['after', 'after', 'after'])
  expect(begun).toHaveLength(2)
})

it('keeps no answer once it is given', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  for (const value of ['one', 'two']) {
    const asked = together.ask('win rate', run)
    begun.at(-1)?.end(value)
    expect(await asked).toBe(value)
  }
})

it('who asks again in the moment of the answer joins those who wait', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  const again = together.ask('win rate', run).then(() => together.ask('win rate', run))
  const late = together.ask('win rate', run)
  begun[0]?.end('before')
  await settled()
  expect(begun).toHaveLength(2)
  begun[1]?.end('after')
  await settled()
  begun[2]?.end('last')
  expect(await late).toBe('after')
  expect(['after', 'last']).toContain(await again)
})

it('different questions do not wait for each other', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  void together.ask('win rate', run)
  const other = together.ask('deals won', run)
  begun[1]?.end('75')
  expect(await other).toBe('75')
})

it('a failure is told to those who share it, and the next try begins anew', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  const first = together.ask('win rate', run)
  const late = [together.ask('win rate', run), together.ask('win rate', run)]
  begun[0]?.fail(new Error('no database'))
  await expect(first).rejects.toThrow('no database')
  await settled()
  begun[1]?.fail(new Error('still none'))
  for (const one of late) await expect(one).rejects.toThrow('still none')
  const again = together.ask('win rate', run)
  begun[2]?.end('24 %')
  expect(await again).toBe('24 %')
})

it('of those who share, the last one is asked: its clock is the latest', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  const first = together.ask('win rate', run)
  const late = ['09:00', '09:01', '09:02'].map((clock) => together.ask('win rate', async () => clock))
  begun[0]?.end('08:59')
  await first
  expect(await Promise.all(late)).toEqual(['09:02', '09:02', '09:02'])
})
