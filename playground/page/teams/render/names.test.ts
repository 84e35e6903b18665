import { expect, test } from 'vitest'
import { namesOf } from './names.js'

test('an action goes by its id or title, and by its path where another has the same', () => {
  const action = (title: string, id?: string) => ({ type: 'Action.Execute', title, ...(id !== undefined && { id }) })
  const card = {
    type: 'AdaptiveCard',
    body: [
      { type: 'ActionSet', actions: [action('Accept'), action('Decline', 'no')] },
      { type: 'Container', selectAction: action('Open'), items: [{ type: 'ActionSet', actions: [action('accept')] }] },
    ],
    actions: [{ ...action('Share'), data: { type: 'Action.Execute', title: 'Share' } }],
  }
  const name = namesOf(card)
  const [set, container] = card.body
  expect(name(set?.actions?.[0], 'Accept')).toBe('body[0].actions[0]')
  expect(name(set?.actions?.[1], 'Decline')).toBe('no')
  expect(name(container?.selectAction, 'Open')).toBe('Open')
  expect(name(container?.items?.[0]?.actions[0], 'accept')).toBe('body[1].items[0].actions[0]')
  expect(name(card.actions[0], 'Share')).toBe('Share')
  expect(name(null, 'Somewhere else')).toBe('Somewhere else')
})
