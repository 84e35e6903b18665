import type { Happening, PageState, Post } from './model.js'
import type { World } from './world.js'

/** Whether this person's client shows the post: in the channel, and not another's private answer. */
export function maySee(world: World, person: string, post: Pick<Post, 'platform' | 'channel' | 'onlyFor'>): boolean {
  if (post.onlyFor !== null) return post.onlyFor === person
  return world.channel(post.platform, post.channel)?.members.includes(person) ?? false
}

/** The post as this person's client draws it. */
export function seenBy(person: string, post: Post): Post {
  const { views, ...shared } = post
  return views === undefined ? post : { ...shared, ...views[person] }
}

/** The happening as this person's page is told of it. */
export function heardBy(person: string, happening: Happening): Happening {
  return 'post' in happening ? { ...happening, post: seenBy(person, happening.post) } : happening
}

/** Whether this person's page is told of it. The inspector's exchanges go to everybody. */
export function mayHear(world: World, person: string, happening: Happening): boolean {
  switch (happening.kind) {
    case 'post':
    case 'edit':
      return maySee(world, person, happening.post)
    case 'delete':
      return maySee(world, person, happening)
    case 'dialog':
      return happening.dialog.person === person
    case 'dialog closed':
    case 'home':
    case 'toast':
      return happening.person === person
    case 'channel':
      return true
    case 'exchange':
    case 'clock':
    case 'bot':
      return true
  }
}

/** Everything that one person's page needs to draw itself. */
export function pageState(world: World, person: string, botThere: boolean): PageState {
  const slack = world.home('slack', person)
  const teams = world.home('teams', person)
  return {
    person,
    people: world.people,
    channels: world.channels().filter((channel) => channel.members.includes(person)),
    posts: world
      .posts()
      .filter((post) => maySee(world, person, post))
      .map((post) => seenBy(person, post)),
    dialogs: world.dialogs(undefined, person),
    homes: { ...(slack && { slack }), ...(teams && { teams }) },
    commands: world.commands(),
    shortcuts: world.shortcuts(),
    searches: world.searches(),
    company: world.company,
    botName: world.botName,
    botIds: world.botIds,
    botThere,
    now: world.clock(),
  }
}
