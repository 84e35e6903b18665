import { CARD_VERSIONS, EXECUTE_SINCE, MESSAGE_BYTES_UTF16, PRIMARY_ACTIONS, REFRESH_USERS } from '../limits.js'
import { at, isObject, type Json, type Problem, problem } from './check.js'
import { msteamsOfAction, msteamsOfCard } from './msteams.js'
import { type Node, nodes } from './walk.js'

/**
 * What Teams asks of a card beyond the schema: Microsoft's pages on card reference, card formatting and designing cards.
 */
export function teamsRules(card: unknown): readonly Problem[] {
  if (!isObject(card)) return []
  const all = nodes(card)
  return [
    ...versionRule(card, all),
    ...sizeRule(card),
    ...refreshRule(card),
    ...msteamsOfCard(card),
    ...idRule(all),
    ...all.flatMap((node) => [
      ...actionRule(node),
      ...mediaRule(node),
      ...imageRule(node),
      ...crowdRule(node),
      ...regexRule(node),
    ]),
  ]
}

function versionRule(card: Json, all: readonly Node[]): readonly Problem[] {
  if (card.type !== 'AdaptiveCard') return problem('type', 'the card needs its type, AdaptiveCard')
  const version = card.version
  if (typeof version !== 'string') return problem('version', 'the card needs its version')
  if (!CARD_VERSIONS.some((one) => one === version))
    return problem('version', `Teams takes ${CARD_VERSIONS[0]} to ${CARD_VERSIONS.at(-1)} from bots, not ${version}`)
  const execute = all.find((node) => node.type === 'Action.Execute')
  return execute && version < EXECUTE_SINCE
    ? problem(execute.path, `Action.Execute needs card version ${EXECUTE_SINCE}, the card says ${version}`)
    : []
}

function sizeRule(card: Json): readonly Problem[] {
  const bytes = JSON.stringify(card).length * 2
  return bytes > MESSAGE_BYTES_UTF16
    ? problem('', `the card has ${bytes} bytes as UTF-16; a message may have ${MESSAGE_BYTES_UTF16}`)
    : []
}

function refreshRule(card: Json): readonly Problem[] {
  const refresh = card.refresh
  const users = isObject(refresh) ? refresh.userIds : undefined
  return Array.isArray(users) && users.length > REFRESH_USERS
    ? problem('refresh.userIds', `names ${users.length} people; at most ${REFRESH_USERS} are refreshed`)
    : []
}

/** Two things with one id make `values` and visibility ambiguous; renderers refuse such a card. */
function idRule(all: readonly Node[]): readonly Problem[] {
  const seen = new Map<string, string>()
  return all.flatMap((node) => {
    const id = node.json.id
    if (typeof id !== 'string' || node.fallback) return []
    if (id === '') return problem(at(node.path, 'id'), 'an id must not be empty')
    const first = seen.get(id)
    if (first !== undefined) return problem(at(node.path, 'id'), `the id ${id} is taken by ${first}`)
    seen.set(id, node.path)
    return []
  })
}

function actionRule({ type, json, path }: Node): readonly Problem[] {
  if (!type.startsWith('Action.')) return []
  const style = json.style
  const styled =
    typeof style === 'string' && style.toLowerCase() !== 'default'
      ? problem(at(path, 'style'), `Teams does not support the action style ${style}`)
      : []
  const enabled =
    type === 'Action.Submit' && json.isEnabled !== undefined
      ? problem(at(path, 'isEnabled'), 'Teams does not support isEnabled of Action.Submit')
      : []
  return [...styled, ...enabled, ...linkRule(json, path, type), ...msteamsOfAction(json, path, type)]
}

const linkSchemes = new Set(['https:', 'http:', 'mailto:', 'tel:', 'msteams:'])

function linkRule(json: Json, path: string, type: string): readonly Problem[] {
  const url = json.url
  if (type !== 'Action.OpenUrl' || typeof url !== 'string') return []
  const scheme = URL.canParse(url) ? new URL(url).protocol : ''
  return linkSchemes.has(scheme)
    ? []
    : problem(at(path, 'url'), `must be an absolute address (${[...linkSchemes].join(' ')}), not ${url}`)
}

function mediaRule({ type, path }: Node): readonly Problem[] {
  return type === 'Media' ? problem(path, 'Teams does not show Media elements of bots') : []
}

/** Images are fetched by the client: PNG, JPEG or GIF over https, without a redirect. */
function imageRule({ type, json, path }: Node): readonly Problem[] {
  const urls: [string, unknown][] = []
  if (type === 'Image' || type === 'BackgroundImage') urls.push(['url', json.url])
  if (typeof json.backgroundImage === 'string') urls.push(['backgroundImage', json.backgroundImage])
  if (type.startsWith('Action.')) urls.push(['iconUrl', json.iconUrl])
  return urls.flatMap(([name, url]) =>
    typeof url !== 'string' || isImageUrl(url, name)
      ? []
      : problem(at(path, name), `an image needs an https address, not ${url.slice(0, 60)}`),
  )
}

function isImageUrl(url: string, name: string): boolean {
  if (name === 'iconUrl' && /^icon:\w+(,\w+)?$/.test(url)) return true
  return URL.canParse(url) && new URL(url).protocol === 'https:'
}

function crowdRule({ type, json, path }: Node): readonly Problem[] {
  const actions = json.actions
  if ((type !== 'AdaptiveCard' && type !== 'ActionSet') || !Array.isArray(actions)) return []
  const primary = actions.filter((one) => !(isObject(one) && String(one.mode).toLowerCase() === 'secondary'))
  return primary.length > PRIMARY_ACTIONS
    ? problem(at(path, 'actions'), `has ${primary.length} primary actions; a set shows at most ${PRIMARY_ACTIONS}`)
    : []
}

function regexRule({ type, json, path }: Node): readonly Problem[] {
  if (type !== 'Input.Text' || typeof json.regex !== 'string') return []
  try {
    new RegExp(json.regex)
    return []
  } catch {
    return problem(at(path, 'regex'), `is not a regular expression: ${json.regex}`)
  }
}
