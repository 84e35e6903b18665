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
const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))

it('those who ask at the same moment share an answer', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  const asked = [together.ask('win rate', run), together.ask('win rate', run)]
  await settled()
  expect(begun).toHaveLength(1)
  begun[0]?.end('24 %')
  expect(await Promise.all(asked)).toEqual(['24 %', '24 %'])
})

it('who comes while an answer is under way does not get it, but shares the next with all who wait', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  const first = together.ask('win rate', run)
  await settled()
  const late = [together.ask('win rate', run), together.ask('win rate', run), together.ask('win rate', run)]
  await settled()
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
    await settled()
    begun.at(-1)?.end(value)
    expect(await asked).toBe(value)
  }
  expect(begun).toHaveLength(2)
})

it('who asks again on hearing the answer gets one that begins after that', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  const again = together
    .ask('win rate', run)
    .then((first) => together.ask('win rate', run).then((next) => [first, next]))
  for (const value of ['before', 'after']) {
    await settled()
    begun.at(-1)?.end(value)
  }
  expect(await again).toEqual(['before', 'after'])
})

it('different questions do not wait for each other', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  void together.ask('win rate', run)
  await settled()
  const other = together.ask('deals won', run)
  await settled()
  begun[1]?.end('75')
  expect(await other).toBe('75')
})

it('a failure is told to those who share it, and the next try begins anew', async () => {
  const { begun, run } = runs()
  const together = new Together<string>()
  const told = together.ask('win rate', run).catch((error: Error) => error.message)
  await settled()
  const late = [together.ask('win rate', run), together.ask('win rate', run)].map((one) =>
    one.catch((error: Error) => error.message),
  )
  begun[0]?.fail(new Error('no database'))
  expect(await told).toBe('no database')
  await settled()
  begun[1]?.fail(new Error('still none'))
  expect(await Promise.all(late)).toEqual(['still none', 'still none'])
  const again = together.ask('win rate', run)
  await settled()
  begun[2]?.end('24 %')
  expect(await again).toBe('24 %')
})

it('of those who share, the last one is run: its clock is the latest', async () => {
  const together = new Together<string>()
  const asked = ['09:00', '09:01', '09:02'].map((clock) => together.ask('win rate', async () => clock))
  expect(await Promise.all(asked)).toEqual(['09:02', '09:02', '09:02'])
})
