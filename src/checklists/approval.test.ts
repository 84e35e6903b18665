import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { testDatabase } from '../../test/database.js'
import { Refusal } from '../locales/refusal.js'
import { holds, type Signature, standings } from './approval.js'
import { finishItem, undoItem } from './finish.js'
import { assignItem } from './hand.js'
import { type Approval, template } from './model.js'
import { remind } from './remind.js'
import { askOnceMore, declineStage, signStage, withdrawSignature } from './sign.js'
import { type Bench, benchIn, type Name } from './testing/acme.js'

const departments = ['sales', 'finance', 'marketing']
const at = Temporal.Instant.fromEpochMilliseconds(0)
const written = (list: readonly (readonly [string, Signature['verb'], number?])[]): readonly Signature[] =>
  list.map(([department, verb, round = 1]) => ({ round, department, person: 1, verb, reason: 'because', at }))
const rule = (needs: Approval['needs']): Approval => ({ departments, needs, expires: 10 })

describe('the rule of an approval', () => {
  it.each<[Approval['needs'], number]>([
    ['all', 3],
    ['any', 1],
    [2, 2],
  ])('%s is met by so many departments: %d', (needs, count) => {
    for (let signed = 0; signed <= 3; signed++) {
      const record = written(departments.slice(0, signed).map((department) => [department, 'signed'] as const))
      expect(holds(rule(needs), record, 1)).toBe(signed >= count)
    }
  })

  it('counts the last word of each department, in the round that is under way, and nobody else', () => {
    const record = written([
      ['sales', 'signed'],
      ['sales', 'withdrawn'],
      ['finance', 'declined'],
      ['finance', 'signed'],
      ['marketing', 'signed', 2],
      ['legal', 'signed'],
    ])
    expect(standings(rule('all'), record, 1).map(({ state }) => state)).toEqual(['withdrawn', 'signed', 'waiting'])
    expect(holds(rule(2), record, 1)).toBe(false)
    expect(holds(rule('any'), record, 1)).toBe(true)
  })
})

/** Three stages: one that two of three sign, one that all sign, and one at the end. */
const gated = template.parse({
  name: 'gated',
  title: 'Gated',
  stages: [
    {
      label: 'One',
      items: [
        { key: 'a', label: 'A', owner: { department: 'sales' }, due: '+2 working days' },
        { key: 'b', label: 'B', owner: { department: 'finance' }, due: '+2 working days' },
      ],
      approval: { departments, needs: 2, expires: 2 },
    },
    {
      label: 'Two',
      items: [{ key: 'c', label: 'C', owner: { department: 'sales' }, due: '+5 working days' }],
      approval: { departments: ['sales', 'finance'], needs: 'all', expires: 2 },
    },
    { label: 'Three', due: '+9 working days', owner: { department: 'sales' } },
  ],
})

const leaders: readonly Name[] = ['Maya', 'Omar', 'Ioana']
const leads: Readonly<Record<string, string>> = { Maya: 'sales', Omar: 'finance', Ioana: 'marketing' }
const sets = [
  { departments, needs: 2 },
  { departments: ['sales', 'finance'], needs: 2 },
]

/** What the record would have to look like, kept by hand beside the real one. */
interface Model {
  readonly done: Set<string>
  readonly signed: Set<string>
  stage: number
  asked: boolean
}

interface Real {
  readonly bench: Bench
  readonly run: number
  day: number
}

type Press = fc.AsyncCommand<Model, Real>

const stageOf: Readonly<Record<string, number>> = { a: 0, b: 0, c: 1, three: 2 }
const itemsOf = (stage: number): readonly string[] => Object.keys(stageOf).filter((key) => stageOf[key] === stage)

/** What follows from a change, by the rules as they are written down for people. */
function settle(model: Model): void {
  const work = itemsOf(model.stage)
  if (work.length === 0) return
  const complete = work.every((key) => model.done.has(key))
  if (!complete) {
    model.asked = false
    model.signed.clear()
    return
  }
  const gate = sets[model.stage]
  if (gate && model.asked && model.signed.size < gate.needs) return
  if (gate && !model.asked) return
  model.stage++
  model.asked = false
  model.signed.clear()
}

const day = (real: Real): string => Temporal.PlainDate.from('2026-11-23').add({ days: real.day }).toString()

/** Refused or not: what may not be done changes nothing, which the comparison afterwards sees. */
async function tried(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

async function compare(model: Model, { bench, run }: Real): Promise<void> {
  const { stages } = await bench.run(run)
  const shown = stages.map((one) => (one.closedAt ? 'closed' : one.openedAt ? 'open' : 'waiting'))
  const meant = stages.map((_, index) => (index < model.stage ? 'closed' : index === model.stage ? 'open' : 'waiting'))
  expect(shown).toEqual(meant)
  for (const [index, gate] of sets.entries()) {
    if (stages[index + 1]?.openedAt == null) continue
    const [signed] = await bench.database.sql<{ count: number }[]>`
      select count(*)::int as count from (
        select distinct on (department) department, verb from checklist_signatures
        where run = ${run} and stage = ${index} and round = ${stages[index]?.round ?? 0} order by department, id desc) last
      where verb = 'signed'`
    expect(signed?.count).toBeGreaterThanOrEqual(gate.needs)
  }
}

const command = (name: string, move: (model: Model) => void, real: (real: Real) => Promise<void>): Press => ({
  check: () => true,
  run: async (model, system) => {
    move(model)
    await real(system)
    await compare(model, system)
  },
  toString: () => name,
})

const finishes = (key: string): Press =>
  command(
    `finish ${key}`,
    (model) => {
      if (stageOf[key] !== model.stage || model.done.has(key)) return
      model.done.add(key)
      if (itemsOf(model.stage).every((one) => model.done.has(one))) model.asked = sets[model.stage] !== undefined
      settle(model)
    },
    async (real) => {
      const nadia = await real.bench.as('Nadia', day(real))
      await tried(finishItem(nadia, (await real.bench.item(real.run, key)).id, null))
    },
  )

const undoes = (key: string): Press =>
  command(
    `undo ${key}`,
    (model) => {
      if (stageOf[key] !== model.stage) return
      model.done.delete(key)
      settle(model)
    },
    async (real) => {
      const nadia = await real.bench.as('Nadia', day(real))
      await tried(undoItem(nadia, (await real.bench.item(real.run, key)).id))
    },
  )

const actsOn = (verb: 'sign' | 'decline' | 'withdraw', name: Name, stage: number): Press =>
  command(
    `${name} ${verb}s ${stage}`,
    (model) => {
      const department = leads[name] ?? ''
      if (stage !== model.stage || !model.asked || !sets[stage]?.departments.includes(department)) return
      if (verb === 'sign') model.signed.add(department)
      if (verb === 'withdraw') model.signed.delete(department)
      settle(model)
    },
    async (real) => {
      const context = await real.bench.as(name, day(real))
      const of = { run: real.run, stage, round: null }
      const acts = {
        sign: () => signStage(context, of),
        decline: () => declineStage(context, of, 'no'),
        withdraw: () => withdrawSignature(context, of, 'changed my mind'),
      }
      await tried(acts[verb]())
    },
  )

/** Ten days later every approval has run out; then it is asked for again or not. */
const waits = (again: boolean): Press =>
  command(
    again ? 'wait and ask again' : 'wait',
    (model) => {
      if (model.asked) {
        model.signed.clear()
        model.asked = false
      }
      const complete = itemsOf(model.stage).every((key) => model.done.has(key))
      if (again && complete && sets[model.stage]) model.asked = true
    },
    async (real) => {
      real.day += 10
      await remind(real.bench.clock(day(real)), real.run, null)
      const nadia = await real.bench.as('Nadia', day(real))
      const stage = (await real.bench.run(real.run)).stages.findIndex((one) => one.openedAt && !one.closedAt)
      if (again) await tried(askOnceMore(nadia, { run: real.run, stage, round: null }))
    },
  )

/** A double press, a stranger to the department and a reassignment: nothing of it moves a stage. */
const meddles: Press = command(
  'meddle',
  () => undefined,
  async (real) => {
    const lena = await real.bench.as('Lena', day(real))
    for (const stage of [0, 1, 2]) await tried(signStage(lena, { run: real.run, stage, round: null }))
    await tried(assignItem(lena, (await real.bench.item(real.run, 'a')).id, lena.by.id))
  },
)

let bench: Bench
beforeAll(async () => {
  bench = await benchIn(await testDatabase())
})
afterAll(async () => bench.database.close())

test('no sequence of presses opens a stage without the signatures of the one before', async () => {
  const verbs = ['sign', 'sign', 'decline', 'withdraw'] as const
  const presses = [
    ...['a', 'a', 'b', 'b', 'c', 'c', 'three'].map((key) => fc.constant(finishes(key))),
    ...['a', 'b', 'c'].map((key) => fc.constant(undoes(key))),
    ...leaders.flatMap((name) =>
      verbs.flatMap((verb) => [0, 0, 1].map((stage) => fc.constant(actsOn(verb, name, stage)))),
    ),
    fc.constant(waits(true)),
    fc.constant(waits(false)),
    fc.constant(meddles),
  ]
  await fc.assert(
    fc.asyncProperty(fc.commands(presses, { maxCommands: 30 }), async (commands) => {
      const run = await bench.start(gated)
      await fc.asyncModelRun(
        () => ({
          model: { done: new Set<string>(), signed: new Set<string>(), stage: 0, asked: false },
          real: { bench, run, day: 0 },
        }),
        commands,
      )
    }),
    { numRuns: 25 },
  )
}, 120_000)
