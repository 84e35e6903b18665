import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '../../test/database.js'
import { catalogueOf } from '../metrics/catalogue.js'
import { applyChecklists } from './apply.js'
import { finishItem, undoItem } from './finish.js'
import { assignItem, commentOn, handBackItem, snoozeItem } from './hand.js'
import { checklistsFile } from './model.js'
import { remind } from './remind.js'
import { askOnceMore, declineStage, delegateTo, signStage, withdrawSignature } from './sign.js'
import { openRuns, openStage } from './store.js'
import { type Bench, benchIn, close, type Name, refusalOf } from './testing/acme.js'

let bench: Bench
let run: number
beforeAll(async () => {
  bench = await benchIn(await testDatabase())
})
afterAll(async () => bench.database.close())
beforeEach(async () => {
  run = await bench.start()
  await bench.said()
})

const finish = async (name: Name, key: string, proof: string | null = null) =>
  finishItem(await bench.as(name), (await bench.item(run, key)).id, proof)
const first = { stage: 0, round: null }
const sign = async (name: Name) => signStage(await bench.as(name), { run, ...first })
const link = 'https://drive.example/invoices'
const workDone = async () => {
  await finish('Maya', 'deals')
  await finish('Omar', 'compare', link)
}
const stages = async () =>
  (await bench.run(run)).stages.map((one) => (one.closedAt ? 'closed' : one.openedAt ? 'open' : 'waiting'))

describe('a run of a checklist', () => {
  it('gives each item to a leader, due in the working days of who holds it', async () => {
    const items = (await bench.run(run)).stages.flatMap((stage) => stage.items)
    const nadia = await bench.as('Nadia')
    const maya = await bench.as('Maya')
    expect(items.map(({ key, dueOn, assignee }) => [key, dueOn, assignee === maya.by.id])).toEqual([
      ['deals', '2026-11-26', true],
      ['compare', '2026-11-30', false],
      ['send', '2026-12-07', false],
    ])
    expect(nadia.by.id).toBe((await bench.run(run)).owner)
  })

  it('starts once, however often its file is applied, and keeps its version when the template changes', async () => {
    const catalogue = catalogueOf([])
    const file = checklistsFile.parse({
      templates: [close],
      runs: [
        { name: 'q4', template: 'close', place: 'revenue', owner: 'nadia@acme.example', started_on: '2026-11-20' },
      ],
    })
    const apply = (one = file) => applyChecklists(bench.clock('2026-11-20'), one, catalogue)
    expect((await apply()).started).toBe(1)
    expect((await apply()).started).toBe(0)
    const [stage] = close.stages
    const renamed = { ...file, templates: [{ ...close, stages: stage ? [stage] : [] }] }
    await apply(renamed)
    expect((await openRuns(bench.database.db)).find((one) => one.name === 'q4')?.stages).toHaveLength(2)
    const [broken] = file.runs
    await expect(apply({ ...file, runs: broken ? [{ ...broken, place: 'revenu' }] : [] })).rejects.toThrow(
      'checklists.yaml, runs[0].place: "revenu" is not known; known are revenue',
    )
  })
})

describe('an item', () => {
  it('is done once: who is second hears who was first', async () => {
    const { id } = await bench.item(run, 'deals')
    const both = await Promise.all([
      finishItem(await bench.as('Maya'), id, null),
      finishItem(await bench.as('Lena'), id, null),
    ])
    expect(both.map(({ changed }) => changed).toSorted()).toEqual([false, true])
    expect(new Set(both.map(({ who }) => who)).size).toBe(1)
    const written = await bench.database.sql`select 1 from audit where verb = 'finish' and after->>'item' = ${`${id}`}`
    expect(written).toHaveLength(1)
  })

  it('wants its evidence before it counts as done', async () => {
    const { id } = await bench.item(run, 'compare')
    const omar = await bench.as('Omar')
    expect(await refusalOf(omar, finishItem(omar, id, null))).toContain('wants a link: /checklist done')
    expect(await refusalOf(omar, finishItem(omar, id, 'javascript:alert(1)'))).toContain('is no link')
    expect((await finishItem(omar, id, link)).changed).toBe(true)
    expect((await bench.item(run, 'compare')).proof).toBe(link)
  })

  it('goes to somebody else, who is told directly, and back with its reason', async () => {
    const { id } = await bench.item(run, 'deals')
    const lena = await bench.as('Lena')
    await assignItem(await bench.as('Maya'), id, lena.by.id)
    const [given] = await bench.said()
    expect(given).toMatchObject({ to: 'ULENA' })
    expect(given?.lines[0]).toBe('Maya gave you Bring deals up to date of Quarter close, due on Nov 26, 2026.')
    expect((await handBackItem(lena, id, 'I am away until Friday')).who).toBe('Maya')
    const [back] = await bench.said()
    expect(back?.to).toBe('UMAYA')
    expect(back?.lines[0]).toContain('I am away until Friday')
  })

  it('refuses others, who left, what is done, days that have passed, each with what to do instead', async () => {
    const { id } = await bench.item(run, 'compare')
    const maya = await bench.as('Maya')
    const omar = await bench.as('Omar')
    expect(await refusalOf(maya, finishItem(maya, id, link))).toBe(
      `Compare with invoices belongs to Omar, Finance, and Nadia. If it should be yours, ask them: /checklist assign #${id} to NAME.`,
    )
    const ioana = await bench.as('Ioana')
    await bench.database.sql`update people set active = false where id = ${ioana.by.id}`
    expect(await refusalOf(omar, assignItem(omar, id, ioana.by.id))).toContain('Ioana is not with the company any more')
    await bench.database.sql`update people set active = true where id = ${ioana.by.id}`
    expect(await refusalOf(omar, snoozeItem(omar, id, '2026-11-20'))).toContain('Choose a day from tomorrow')
    expect(await refusalOf(omar, handBackItem(omar, id, ' '))).toContain('Please say why')
    await finishItem(omar, id, link)
    expect(await refusalOf(omar, snoozeItem(omar, id, '2026-11-27'))).toContain(`/checklist undo #${id} opens it again`)
    const { id: send } = await bench.item(run, 'send')
    expect(await refusalOf(omar, finishItem(omar, send, null))).toBe(
      'Send belongs to Send, which opens after Freeze. Finish that first.',
    )
  })

  it('keeps a comment once, however often the press arrives', async () => {
    const { id } = await bench.item(run, 'deals')
    const lena = await bench.as('Lena')
    expect((await commentOn(lena, id, 'EMEA is done')).changed).toBe(true)
    expect((await commentOn(lena, id, 'EMEA is done')).changed).toBe(false)
  })

  it('of a stage that is closed stays as it was signed', async () => {
    await workDone()
    await sign('Maya')
    await sign('Omar')
    const maya = await bench.as('Maya')
    const { id } = await bench.item(run, 'deals')
    expect(await refusalOf(maya, undoItem(maya, id))).toContain('cannot be changed any more. Comment on it')
  })
})

describe('an approval', () => {
  it('is asked for in the channel and of each leader when the work is done, and opens the next stage with the last signature', async () => {
    await finish('Maya', 'deals')
    expect(await bench.said()).toEqual([])
    await finish('Omar', 'compare', link)
    const asked = await bench.said()
    expect(asked.map(({ to }) => to)).toEqual(['C0REVENUE', 'UMAYA', 'UOMAR'])
    expect(asked[0]?.lines).toContain('Freeze is done and needs approval until Nov 30, 2026.')
    await sign('Maya')
    expect(await stages()).toEqual(['open', 'waiting'])
    await sign('Omar')
    expect(await stages()).toEqual(['closed', 'open'])
    expect((await bench.said()).map(({ lines }) => lines[1])).toEqual([
      'Freeze is done. Send is open, due Dec 7, 2026.',
    ])
  })

  it('counts a department once, whoever presses and however often', async () => {
    await workDone()
    const maya = await bench.as('Maya')
    const twice = await Promise.all([signStage(maya, { run, ...first }), signStage(maya, { run, ...first })])
    expect(twice.map(({ changed }) => changed).toSorted()).toEqual([false, true])
    expect(await stages()).toEqual(['open', 'waiting'])
  })

  it('is refused to who signs for another department, with who does', async () => {
    await workDone()
    const ioana = await bench.as('Ioana')
    expect(await refusalOf(ioana, signStage(ioana, { run, ...first }))).toBe(
      'Freeze is signed by Sales (Maya) and Finance (Omar), or by their delegate. If somebody is away, they can name one with [Delegate].',
    )
    const lena = await bench.as('Lena')
    expect(await refusalOf(lena, signStage(lena, { run, ...first }))).toContain('Sales (Maya)')
  })

  it('is not given before the work is done', async () => {
    const maya = await bench.as('Maya')
    expect(await refusalOf(maya, signStage(maya, { run, ...first }))).toBe(
      'Freeze is not up for approval: 2 items are open.',
    )
  })

  it('can be declined with its reason, which who started the checklist hears, and given after all', async () => {
    await workDone()
    await bench.said()
    await declineStage(await bench.as('Omar'), { run, ...first }, 'two invoices are missing')
    const told = await bench.said()
    expect(told.map(({ to }) => to)).toEqual(['UNADIA'])
    expect(told[0]?.lines[0]).toBe('Omar declined Freeze of Quarter close for Finance: two invoices are missing')
    await sign('Maya')
    expect(await stages()).toEqual(['open', 'waiting'])
    await sign('Omar')
    expect(await stages()).toEqual(['closed', 'open'])
  })

  it('can be taken back until the stage closes', async () => {
    await workDone()
    await sign('Maya')
    await withdrawSignature(await bench.as('Maya'), { run, ...first }, 'one deal was moved')
    await sign('Omar')
    expect(await stages()).toEqual(['open', 'waiting'])
    await sign('Maya')
    expect(await stages()).toEqual(['closed', 'open'])
    const maya = await bench.as('Maya')
    expect(await refusalOf(maya, withdrawSignature(maya, { run, ...first }, 'too late'))).toContain('only before that')
  })

  it('is given by a delegate in an absence', async () => {
    await workDone()
    await bench.said()
    const lena = await bench.as('Lena')
    expect(await delegateTo(await bench.as('Maya'), { run, ...first }, lena.by.id, '2026-11-27')).toBe('Lena')
    expect((await bench.said()).map(({ to }) => to)).toEqual(['ULENA'])
    expect((await sign('Lena')).departments).toEqual(['Sales'])
    await sign('Omar')
    expect(await stages()).toEqual(['closed', 'open'])
    await bench.database.sql`delete from delegations`
  })

  it('ends when work is taken up again: what was signed before does not count', async () => {
    await workDone()
    await sign('Maya')
    await undoItem(await bench.as('Maya'), (await bench.item(run, 'deals')).id)
    const omar = await bench.as('Omar')
    expect(await refusalOf(omar, signStage(omar, { run, ...first }))).toContain(
      'is not up for approval: 1 item is open',
    )
    await finish('Maya', 'deals')
    await sign('Omar')
    expect(await stages()).toEqual(['open', 'waiting'])
    expect(await refusalOf(omar, signStage(omar, { run, stage: 0, round: 1 }))).toContain('asked for anew')
  })

  it('runs out, is said to have, and can be asked for again', async () => {
    await workDone()
    await sign('Maya')
    await bench.said()
    expect(await remind(bench.clock('2026-12-01'), run, null)).toBe(1)
    expect((await bench.said())[0]?.lines).toContain(
      'Nobody is asked any more to approve Freeze: the time for it ran out.',
    )
    const omar = await bench.as('Omar', '2026-12-01')
    expect(await refusalOf(omar, signStage(omar, { run, ...first }))).toContain('Ask for it again')
    await askOnceMore(await bench.as('Nadia', '2026-12-01'), { run, ...first })
    await signStage(omar, { run, ...first })
    expect(await stages()).toEqual(['open', 'waiting'])
  })
})

describe('the record of signatures', () => {
  const insert = (verb: string, round: number) => bench.database.sql`
    insert into checklist_signatures (run, stage, round, department, person, verb, reason, at)
    values (${run}, 0, ${round}, 'sales', 1, ${verb}, 'because', now())`

  it('cannot be changed, deleted or emptied, whoever asks the database', async () => {
    await workDone()
    await sign('Maya')
    const { sql } = bench.database
    await expect(sql`update checklist_signatures set person = 2`).rejects.toThrow('never changed or deleted')
    await expect(sql`delete from checklist_signatures`).rejects.toThrow('never changed or deleted')
    await expect(sql`truncate checklist_signatures`).rejects.toThrow('never changed or deleted')
  })

  it('takes one signature per department, and none that was not asked for', async () => {
    await expect(insert('signed', 1)).rejects.toThrow('is not being approved')
    await workDone()
    await expect(insert('signed', 2)).rejects.toThrow('is not being approved')
    await expect(insert('withdrawn', 1)).rejects.toThrow('has not signed')
    await insert('signed', 1)
    await expect(insert('signed', 1)).rejects.toThrow('has signed stage 0')
    await expect(insert('declined', 1)).rejects.toThrow('has signed stage 0')
  })
})

describe('the reminders of a stage', () => {
  const days = ['24', '25', '26', '27', '30'].map((day) => `2026-11-${day}`)

  it('come three working days before its date, on the day and after it, each once, with what is left and whose it is', async () => {
    const said = []
    for (const day of [...days, '2026-12-01', '2026-12-02', '2026-12-03']) {
      await remind(bench.clock(day), run, null)
      said.push(...(await bench.said()).map(({ lines }) => [day, lines[1]]))
    }
    expect(said).toEqual([
      ['2026-11-25', 'Freeze is due on Nov 30, 2026.'],
      ['2026-11-30', 'Freeze is due today.'],
      ['2026-12-01', 'Freeze is overdue: it was due on Nov 30, 2026.'],
    ])
  })

  it('are made up for on the next day when the bot was away, and end with the stage', async () => {
    expect(await remind(bench.clock('2026-11-27'), run, null)).toBe(1)
    await workDone()
    await sign('Maya')
    await sign('Omar')
    expect(openStage(await bench.run(run))?.label).toBe('Send')
    expect(await remind(bench.clock('2026-11-30'), run, null)).toBe(0)
  })

  it('are looked for no more once the run is over', async () => {
    const next = async () => {
      const [row] = await bench.database.sql`select next_due from schedules where subject = ${`checklist:${run}`}`
      return row?.next_due
    }
    await workDone()
    await sign('Maya')
    await sign('Omar')
    await finish('Omar', 'send')
    expect((await bench.run(run)).closedAt).not.toBeNull()
    expect(await next()).not.toBeNull()
    expect(await remind(bench.clock('2026-11-24'), run, null)).toBe(0)
    expect(await next()).toBeNull()
  })

  it('name whose signature is missing once it has been missing for two days', async () => {
    await workDone()
    await sign('Maya')
    await bench.said()
    expect(await remind(bench.clock('2026-11-24'), run, null)).toBe(0)
    expect(await remind(bench.clock('2026-11-25'), run, null)).toBe(1)
    const [blocked] = await bench.said()
    expect(blocked?.lines).toEqual(
      expect.arrayContaining([
        'Freeze cannot close: signatures are missing.',
        'Finance: waits for Omar',
        '1 of 2 signed',
      ]),
    )
    expect(await remind(bench.clock('2026-11-25'), run, null)).toBe(1)
    expect((await bench.said())[0]?.lines).toContain('Freeze is due on Nov 30, 2026.')
    expect(await remind(bench.clock('2026-11-26'), run, null)).toBe(0)
  })
})
