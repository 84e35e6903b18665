import type { Channel, Person, Post } from '../model.js'
import { isOfDomain } from './block-grants.js'
import type { Slack } from './slack.js'

/** The addresses in a message's text, with Slack's escapes taken off. */
export function linksIn(text: string): readonly string[] {
  const found = text.match(/https?:\/\/[^\s<>|]+/g) ?? []
  return [...new Set(found.map((one) => one.replaceAll('&amp;', '&')))]
}

/** `link_shared`: somebody posted addresses of the app's own domains. */
export function tellLinks(slack: Slack, channel: Channel, person: Person, post: Post): void {
  const domains = slack.config.manifest.features.unfurl_domains
  const links = linksIn(post.text)
    .filter((url) => isOfDomain(url, domains))
    .map((url) => ({ url, domain: new URL(url).hostname }))
  if (links.length === 0 || !slack.state.installed) return
  void slack.events.emit('link_shared', {
    type: 'link_shared',
    channel: channel.id,
    is_bot_user_member: channel.hasBot,
    user: person.slack,
    message_ts: post.id,
    ...(post.thread !== null && { thread_ts: post.thread }),
    unfurl_id: `${channel.id}.message.${post.id}`,
    source: 'conversations_history',
    links,
    event_ts: post.id,
  })
}
