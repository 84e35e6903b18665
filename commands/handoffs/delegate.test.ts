import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { delegate, endDelegation } from '../../src/company/absence-store.js'
import { personByEmail } from '../../src/company/store.js'
import { type AcmeDoor, acmeDoor, says, wordsOf } from '../../test/acme-door.js'

let door: AcmeDoor
beforeAll(async () => {
  door = await acmeDoor('maya', 'ioana', 'omar')
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`truncate handoffs, deliveries restart identity cascade`
})
afterEach(() => endDelegation(door.database.db, 'finance'))

const typed = async (user: string, text: string): Promise<string> =>
  wordsOf(await door.handle(says(user, `handoff ${text}`)))

/** Ioana decides for finance on these days. The commands are answered on 2026-11-19. */
async function ioanaStandsIn(from: string, to: string): Promise<void> {
  const ioana = await personByEmail(door.database.db, 'ioana@acme.example')
  await delegate(door.database.db, 'finance', { person: ioana?.id ?? 0, from, to })
}

describe('who decides for another department meanwhile', () => {
  it('finds its work beside their own, and names no department for it', async () => {
    await typed('maya', 'to finance: set up invoicing')
    await typed('maya', 'to marketing: send the case study')
    await ioanaStandsIn('2026-11-19', '2026-11-20')
    expect(await typed('ioana', 'mine')).toMatch(/#2 send the case study.*#1 set up invoicing/s)
    const queue = await typed('ioana', 'queue')
    expect(queue).toMatch(/^Handed to Marketing and Finance/)
    expect(queue).toMatch(/#2 send the case study.*#1 set up invoicing/s)
    expect(await typed('ioana', 'queue finance')).not.toContain('case study')
  })

  it('finds nothing of it on other days', async () => {
    await typed('maya', 'to finance: set up invoicing')
    await ioanaStandsIn('2026-11-20', '2026-11-21')
    expect(await typed('ioana', 'mine')).not.toContain('invoicing')
    expect(await typed('ioana', 'queue')).not.toContain('invoicing')
    expect(await typed('omar', 'mine')).toContain('#1 set up invoicing')
  })

  it('finds once what they handed over themselves', async () => {
    await typed('ioana', 'to finance: pay the agency')
    await ioanaStandsIn('2026-11-19', '2026-11-20')
    const rows = (await typed('ioana', 'mine')).split('\n').filter((line) => line.includes('pay the agency'))
    expect(rows).toHaveLength(1)
  })
})
