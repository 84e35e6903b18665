import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { afterStep, canTake, type Item, type ItemState, type ItemVerb, itemVerbs } from './item.js'

const fresh: Item = {
  id: 1,
  department: 'marketing',
  kind: 'general',
  topic: 'lead quality',
  words: 'The last list was stale.',
  giver: 7,
  givenOn: '2026-11-23',
  state: 'new',
  owner: null,
  result: null,
  mergedInto: null,
  checklist: null,
  changedOn: '2026-11-23',
  mailbox: 'box',
}

/** Where each step leads, written down from what people are promised and not from the code. */
const promised: Readonly<Record<ItemState, Partial<Record<ItemVerb, ItemState>>>> = {
  new: { see: 'seen', act: 'acting', finish: 'done', decline: 'declined' },
  seen: { act: 'acting', finish: 'done', decline: 'declined' },
  acting: { finish: 'done', decline: 'declined' },
  done: { reopen: 'acting' },
  declined: { reopen: 'acting' },
  merged: {},
}

it('goes only the ways that are promised, whatever is pressed in whatever order', () => {
  const presses = fc.array(fc.record({ verb: fc.constantFrom(...itemVerbs), by: fc.integer({ min: 1, max: 3 }) }))
  fc.assert(
    fc.property(presses, (list) => {
      let item = fresh
      for (const { verb, by } of list) {
        const next = promised[item.state][verb]
        expect(canTake(verb, item.state)).toBe(next !== undefined)
        if (next === undefined) continue
        const before = item
        item = afterStep(item, { verb, by, day: '2026-11-24', words: 'because' })
        expect(item.state).toBe(next)
        // What closes it says why, what opens it again forgets that; what they said themselves never changes.
        expect(item.result).toBe(next === 'done' || next === 'declined' ? 'because' : null)
        expect(item.owner === null).toBe(next === 'new' || next === 'seen')
        if (verb === 'finish' || verb === 'decline') expect(item.owner).toBe(before.owner ?? by)
        expect({ words: item.words, giver: item.giver, mailbox: item.mailbox }).toEqual({
          words: fresh.words,
          giver: fresh.giver,
          mailbox: fresh.mailbox,
        })
      }
    }),
  )
})

it('can be merged while it is open, and never after', () => {
  const states: readonly ItemState[] = ['new', 'seen', 'acting', 'done', 'declined', 'merged']
  expect(states.filter((state) => canTake('merge', state))).toEqual(['new', 'seen', 'acting'])
})
