import { describe, expect, test } from 'vitest'
import type { Post } from '../../model.js'
import { boardOf, takesPart, unreadAfter, withPost } from './posts.js'

const post = (id: string, by: string | null, thread: string | null = null): Post => ({
  platform: 'slack',
  channel: 'C1',
  id,
  thread,
  author: by === null ? { kind: 'bot' } : { kind: 'person', key: by },
  text: id,
  body: {},
  onlyFor: null,
  at: '2026-08-24T09:00:00Z',
  editedAt: null,
  files: [],
})

describe('posts of a channel', () => {
  test('stand by themselves or in threads, whichever way the platform marks the first message', () => {
    const board = boardOf([post('1', 'maya', '1'), post('2', null), post('3', null, '1'), post('4', 'omar', '1')])
    expect(board.roots.map((one) => one.id)).toEqual(['1', '2'])
    expect(board.replies.get('1')?.map((one) => one.id)).toEqual(['3', '4'])
    expect([takesPart(board, '1', 'maya'), takesPart(board, '1', 'omar'), takesPart(board, '1', 'nadia')]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('come once, however often they are told', () => {
    const once = withPost([post('1', null)], post('2', null))
    const edited = { ...post('1', null), text: 'new' }
    expect(withPost(once, edited).map((one) => one.text)).toEqual(['new', '2'])
  })

  test('stand in the order of their ids, also when one shows late', () => {
    const late = [post('1.1', null), post('1.3', null), post('1.2', null)].reduce<readonly Post[]>(withPost, [])
    expect(late.map((one) => one.id)).toEqual(['1.1', '1.2', '1.3'])
  })

  test('are unread after the one that was read last, except one’s own; all of them where that one is gone', () => {
    const posts = [post('1', null), post('2', 'maya'), post('3', 'omar'), post('4', null)]
    expect(unreadAfter(posts, '2', 'maya')).toBe(2)
    expect(unreadAfter(posts, undefined, 'maya')).toBe(3)
    expect(unreadAfter(posts, 'gone', 'maya')).toBe(3)
    expect(unreadAfter(posts, '4', 'maya')).toBe(0)
  })
})
