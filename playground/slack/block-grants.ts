import { mayRead } from './files.js'
import { isRecord, type Json } from './json.js'
import type { Slack } from './slack.js'
import type { Problem } from './validate-blocks.js'

/**
 * What blocks ask of the workspace, beyond their own shape: uploaded pictures that the bot may see, and scopes. Slack names the
 * demands and not the words of its refusal; those are chosen.
 */
export function grantProblems(slack: Slack, blocks: unknown, at = '/blocks'): readonly Problem[] {
  if (Array.isArray(blocks)) return blocks.flatMap((one, index) => grantProblems(slack, one, `${at}/${index}`))
  if (!isRecord(blocks)) return []
  const inside = Object.entries(blocks).flatMap(([key, value]) => grantProblems(slack, value, `${at}/${key}`))
  const reason = refusalOf(slack, blocks)
  return reason === null ? inside : [{ path: at, message: reason }, ...inside]
}

function refusalOf(slack: Slack, block: Json): string | null {
  if (isRecord(block.slack_file)) return pictureProblem(slack, block.slack_file)
  if (block.type === 'video') return videoProblem(slack, String(block.video_url))
  if (block.type === 'file_input' && !granted(slack, 'files:read')) return 'file_input needs the scope files:read'
  return null
}

function granted(slack: Slack, scope: string): boolean {
  return slack.config.manifest.oauth_config.scopes.bot.includes(scope)
}

const PICTURE = /\.(png|jpe?g|gif)$/i

function pictureProblem(slack: Slack, { id, url }: Json): string | null {
  const file = [...slack.state.files.values()].find(
    (one) => one.id === id || (typeof url === 'string' && url.includes(`/slack/files/${one.id}`)),
  )
  if (!file || !mayRead(slack, file.id)) return 'invalid slack file'
  return PICTURE.test(file.name) ? null : 'a slack file must be a png, jpg, jpeg or gif'
}

function videoProblem(slack: Slack, url: string): string | null {
  if (!granted(slack, 'links.embed:write')) return 'video needs the scope links.embed:write'
  const domains = slack.config.manifest.features.unfurl_domains
  return isOfDomain(url, domains) ? null : 'the domain of video_url must be one of the unfurl domains of the app'
}

/** Whether an address is at one of some domains, or below it. */
export function isOfDomain(url: string, domains: readonly string[]): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`))
}
