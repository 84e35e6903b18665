import type { Post } from '../../model.js'

/** One channel's posts as its reader sees them: what stands in the channel itself, and the replies by thread. */
export interface Board {
  readonly posts: readonly Post[]
  readonly roots: readonly Post[]
  readonly replies: ReadonlyMap<string, readonly Post[]>
}

export const emptyBoard: Board = { posts: [], roots: [], replies: new Map() }

/** Slack gives the first message of a thread its own id as thread; Teams gives it none. */
export function boardOf(posts: readonly Post[]): Board {
  const replies = new Map<string, Post[]>()
  const roots: Post[] = []
  for (const post of posts) {
    if (post.thread === null || post.thread === post.id) {
      roots.push(post)
      continue
    }
    const known = replies.get(post.thread)
    if (known === undefined) replies.set(post.thread, [post])
    else known.push(post)
  }
  return { posts, roots, replies }
}

/**
 * Adds a post, or puts a changed one in the place of the one with its id: the same news may come twice. One that shows late
 * stands where its id says, as in the real services.
 */
export function withPost(posts: readonly Post[], post: Post): readonly Post[] {
  const index = posts.findLastIndex((one) => one.id === post.id)
  if (index >= 0) return posts.with(index, post)
  return posts.toSpliced(posts.findLastIndex((one) => Number(one.id) <= Number(post.id)) + 1, 0, post)
}

/** How many of these posts, by others, come after the one that was read last. */
export function unreadAfter(posts: readonly Post[], lastRead: string | undefined, me: string): number {
  const read = lastRead === undefined ? -1 : posts.findLastIndex((post) => post.id === lastRead)
  return posts.slice(read + 1).filter((post) => !isBy(post, me)).length
}

export function isBy(post: Post, person: string): boolean {
  return post.author.kind === 'person' && post.author.key === person
}

/** Whether a person wrote in a thread, so that its news are news for them. */
export function takesPart(board: Board, thread: string, person: string): boolean {
  const root = board.posts.find((post) => post.id === thread)
  return (
    (root !== undefined && isBy(root, person)) || (board.replies.get(thread) ?? []).some((post) => isBy(post, person))
  )
}
