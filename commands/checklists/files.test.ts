import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Reply } from '../../src/chat/incoming.js'
import type { Message } from '../../src/chat/message.js'
import { plainLines } from '../../src/chat/plain.js'
import { template } from '../../src/checklists/model.js'
import { type Bench, benchIn, type Name, refusalOf } from '../../src/checklists/testing/acme.js'
import { testDatabase } from '../../test/database.js'
import type { Asking } from '../command.js'
import { fileBindings, takeFiles } from './files.js'
import * as show from './show.js'

/** Two items that want a file, of sales and of finance, and one that wants words. */
const filing = template.parse({
  name: 'filing',
  title: 'Filing',
  stages: [
    {
      label: 'Collect',
      due: '+5 working days',
      items: [
        { key: 'contract', label: 'File the contract', owner: { department: 'finance' }, evidence: 'file' },
        { key: 'order', label: 'File the order', owner: { department: 'sales' }, evidence: 'file' },
        { key: 'why', label: 'Say why', owner: { department: 'finance' }, evidence: 'text' },
      ],
    },
  ],
})

let bench: Bench
let run: number
beforeAll(async () => {
  bench = await benchIn(await testDatabase())
})
afterAll(async () => bench.database.close())
beforeEach(async () => {
  await bench.database.sql`update checklist_runs set closed_at = now()`
  run = await bench.start(filing)
})

const as = async (name: Name): Promise<Asking> => ({
  ...(await bench.as(name)),
  at: { platform: 'slack', workspace: 'T0ACME', kind: 'direct', channel: name, thread: null },
  on: null,
})
const pdf = {
  name: 'contract.pdf',
  size: 81_230,
  link: 'https://acme.slack.example/files/F1',
  ref: { id: 'F1' },
}
const drop = async (name: Name, text = '', files = [pdf], asking?: Asking) =>
  takeFiles({ text, files }, asking ?? (await as(name)))
const item = (key: string) => bench.item(run, key)
const messageOf = (reply: Reply | null): Message => {
  if (reply?.kind !== 'tell') throw new Error(`The answer is ${reply?.kind}`)
  return reply.message
}
const say = (reply: Reply | null): string => plainLines(messageOf(reply)).join('\n')
const press = async (name: Name, message: Message): Promise<Reply> => {
  const buttons = message.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : []))
  const [first] = buttons
  const [binding] = fileBindings
  if (first?.kind !== 'call' || !binding?.press) throw new Error('There is no button')
  return binding.press(first.call.args, await as(name))
}

describe('a file dropped into the direct conversation', () => {
  it.each(['done #N', '#N', 'evidence for #N.', '/checklist done N'])(
    'with "%s" beside it is the evidence of that item, and opens from its card',
    async (words) => {
      const { id } = await item('contract')
      const answer = await drop('Omar', words.replace('N', `${id}`))
      expect(say(answer)).toBe('File the contract is done. Thank you.')
      expect(await item('contract')).toMatchObject({ proof: 'contract.pdf', doneAt: expect.anything() })
      expect(JSON.stringify(messageOf(await show.show(id, await as('Nadia'))))).toContain(
        JSON.stringify({ kind: 'link', text: 'contract.pdf', url: pdf.link }),
      )
      const [kept] = await bench.database.sql`select name, size::int, ref, item from checklist_files where item = ${id}`
      expect(kept).toEqual({ name: 'contract.pdf', size: 81_230, ref: { id: 'F1' }, item: id })
    },
  )

  it('without words is asked what it is for, of one’s own items that want a file', async () => {
    const asked = await drop('Omar')
    expect(say(asked)).toContain('What is contract.pdf evidence of?')
    expect(say(asked)).toContain('File the contract')
    expect(say(asked)).not.toContain('File the order')
    expect(say(await press('Omar', messageOf(asked)))).toBe('File the contract is done. Thank you.')
    const omar = await as('Omar')
    expect(await refusalOf(omar, press('Omar', messageOf(asked)))).toContain('Drop them once more')
    const maya = await as('Maya')
    expect(await refusalOf(maya, press('Maya', messageOf(asked)))).toContain('are not yours')
  })

  it('is kept once, however often the same is delivered', async () => {
    const asking = await as('Omar')
    await drop('Omar', '', [pdf], asking)
    await drop('Omar', '', [pdf], asking)
    expect(await bench.database.sql`select 1 from checklist_files where cause = ${`${asking.cause}#0`}`).toHaveLength(1)
  })

  it('is left to others where it is data of somebody who brings data, or nothing of theirs wants a file', async () => {
    expect(await drop('Omar', '', [{ ...pdf, name: 'deals.csv' }])).toBeNull()
    expect(await drop('Lena')).toBeNull()
  })

  it('is refused for an item of others, or one that wants words, with what to do', async () => {
    const maya = await as('Maya')
    const { id } = await item('contract')
    expect(await refusalOf(maya, drop('Maya', `done #${id}`))).toContain('belongs to Omar')
    const omar = await as('Omar')
    const why = await item('why')
    expect(await refusalOf(omar, drop('Omar', `done #${why.id}`, [{ ...pdf, link: '' }]))).toContain('a few words')
  })
})
