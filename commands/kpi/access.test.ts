import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { mayDisclose } from '../../src/metrics/disclose.js'
import { catalogueWith } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource, decided } from '../../src/metrics/testing/rows.js'
import { channel, type KpiDoor, kpiDoor, labelsOf, linesOf, messageOf, type Who } from '../../test/kpi-door.js'

/** What finance keeps to itself, and two numbers that are built on it: one below the other. */
const own = `
- name: money_burnt
  label: Money burnt
  owner: { department: finance, person: omar@acme.example }
  unit: currency
  direction: down
  description: A number that finance keeps to itself.
  formula_text: amounts of the deals lost
  formula: { kind: simple, fact: opportunities, aggregate: sum, field: amount, date: closed_on, where: { outcome: lost } }
  visibility: { departments: [finance], roles: [] }
- name: money_kept
  label: Money kept
  owner: { department: sales }
  unit: ratio
  direction: up
  description: Built on it.
  formula_text: money burnt / deals won
  formula: { kind: derived, expression: money_burnt / deals_won }
- name: money_twice
  label: Money twice
  owner: { department: marketing }
  unit: ratio
  direction: up
  description: Built on what is built on it.
  formula_text: money kept x 2
  formula: { kind: derived, expression: money_kept * 2 }
  visibility: { departments: [marketing, finance], roles: [] }
`
let door: KpiDoor
let catalogue: Catalogue
beforeAll(async () => {
  door = await kpiDoor(async ({ db }) => {
    const crm = await addSource(db, 'opportunities')
    await addDeals(db, crm, [
      ...decided('won', '2026-07-20', 4),
      ...decided('lost', '2026-07-21', 3, { amount: 777_00 }),
    ])
    catalogue = catalogueWith(own)
    return catalogue
  })
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`truncate deliveries, grants restart identity cascade`
})

const restricted = ['money burnt', 'money kept', 'money twice']

describe('a number that is not for the asker', () => {
  it.each(restricted)('is refused, and so is everything built on it: %s', async (metric) => {
    const reply = await door.say('tom', `${metric} this quarter`)
    expect(linesOf(reply)).toEqual([expect.stringMatching(/ is shared with .* only\.$/)])
    expect(labelsOf(messageOf(reply))).toEqual(['Request access'])
  })

  it.each(restricted)(
    'is refused in the same words and after the same statements whether or not there is a number: %s',
    async (metric) => {
      const heard = async (period: string) => {
        const statements: string[] = []
        const asking = await door.asking('tom')
        const db = new Proxy(asking.db, {
          get: (target, name) => {
            if (typeof name === 'string') statements.push(name)
            const value: unknown = Reflect.get(target, name)
            return typeof value === 'function' ? value.bind(target) : value
          },
        })
        const { kpiCommand } = await import('../kpi.js')
        const reply = await kpiCommand(catalogue).words(`${metric} ${period}`, { ...asking, db })
        return { lines: linesOf(reply), statements }
      }
      const there = await heard('2026-07')
      expect(await heard('2020-07')).toEqual(there)
      expect(there.lines.join()).not.toMatch(/\d/)
    },
  )

  it('is told to those for whom it is', async () => {
    expect(linesOf(await door.say('omar', 'money twice this quarter'))[0]).toMatch(/^Money twice, this quarter: /)
  })

  it('is told to nobody from outside, who cannot ask to be let in either', async () => {
    await expect(door.say('gus', 'money burnt')).rejects.toThrow(Refusal)
  })
})

describe('a number that is not for everybody who reads a place', () => {
  it.each([
    ['GENERAL', 'which the whole company reads'],
    ['PARTNERS', 'in which there are guests, although all others may read it'],
    ['ELSEWHERE', 'of which nobody has said who reads it'],
  ])('is not shared in #%s, %s', async (name) => {
    const at = channel(name)
    const answer = messageOf(await door.say('omar', 'money kept this quarter', at))
    await expect(door.press('omar', answer, 'Share here', at)).rejects.toThrow(
      expect.objectContaining({ key: 'answers.not_shareable' }),
    )
    expect(await door.posted()).toEqual([])
    expect(await mayDisclose(door.database.db, catalogue, ['metric:money_kept'], at)).toBe(false)
  })

  it('is shared where all of them may', async () => {
    const at = channel('FINANCE')
    await door.press('omar', messageOf(await door.say('omar', 'money kept this quarter', at)), 'Share here', at)
    expect((await door.posted()).map(({ to }) => to)).toEqual(['C0FINANCE'])
  })
})

describe('[Request access]', () => {
  const request = async (who: Who, metric: string) =>
    door.press(who, messageOf(await door.say(who, metric)), 'Request access')
  const asked = async (to: string) => {
    const found = (await door.posted()).findLast((one) => one.to === to)
    if (!found) throw new Error(`nothing for ${to}`)
    return found.message
  }

  it('goes to the owner, who lets the person read it with a press; it holds until it is taken back', async () => {
    expect(linesOf(await request('tom', 'money burnt'))).toEqual(['Omar Haddad has been asked.'])
    const wanted = await asked('U-omar')
    expect(labelsOf(wanted)).toEqual(['Let them read it', 'No'])
    const decided = await door.press('omar', wanted, 'Let them read it')
    expect(decided.kind).toBe('redraw')
    expect(linesOf(decided)).toEqual(['Omar Haddad lets Tom Reyes read Money burnt.'])
    const heard = await asked('U-tom')
    expect(linesOf(await door.press('tom', heard, 'Ask for it'))[0]).toMatch(/^Money burnt, this quarter: /)

    const about = messageOf(await door.say('omar', 'about money burnt'))
    expect(linesOf(await door.press('omar', about, 'Take back: Tom Reyes'))[0]).toBe(
      'Tom Reyes may not read Money burnt any more.',
    )
    expect(labelsOf(messageOf(await door.say('tom', 'money burnt')))).toEqual(['Request access'])
    const audit = await door.database.sql`select verb from audit where subject = 'metric:money_burnt' order by id`
    expect(audit.map(({ verb }) => verb)).toEqual(['request access', 'grant access', 'revoke access'])
  })

  it('for something built on it goes to the owners of all that keeps the person from it', async () => {
    expect(linesOf(await request('tom', 'money twice'))[0]).toMatch(
      /^Ioana Marin and Omar Haddad|^Omar Haddad and Ioana Marin/,
    )
    await door.press('ioana', await asked('U-ioana'), 'Let them read it')
    expect(labelsOf(messageOf(await door.say('tom', 'money twice')))).toEqual(['Request access'])
    await door.press('omar', await asked('U-omar'), 'Let them read it')
    expect(linesOf(await door.say('tom', 'money twice'))[0]).toMatch(/^Money twice, this quarter: /)
    expect(linesOf(await door.say('tom', 'money burnt'))[0]).toMatch(/^Money burnt, this quarter: /)
  })

  it('asks each owner once a day', async () => {
    await request('tom', 'money burnt')
    expect(linesOf(await request('tom', 'money burnt'))).toEqual(['Omar Haddad was asked today already.'])
    expect(await door.posted()).toHaveLength(1)
  })

  it('can be answered by the owner alone', async () => {
    await request('tom', 'money burnt')
    const wanted = await asked('U-omar')
    for (const who of ['tom', 'maya', 'nadia'] as const)
      await expect(door.press(who, wanted, 'Let them read it')).rejects.toThrow(Refusal)
    expect(await door.database.sql`select * from grants`).toEqual([])
  })

  it('that is declined is told to the person', async () => {
    await request('tom', 'money burnt')
    await door.press('omar', await asked('U-omar'), 'No')
    expect((await door.posted()).at(-1)).toMatchObject({
      to: 'U-tom',
      lines: ['Omar Haddad does not let you read Money burnt.'],
    })
  })
})
