import { at, isObject, type Json, type Problem, problem } from './check.js'
import { nodes } from './walk.js'

/** What a button asks of the Teams client in `data.msteams`, by its `type`, with what it must carry. */
const requests: Readonly<Record<string, readonly string[]>> = {
  'task/fetch': [],
  messageBack: ['text'],
  imBack: ['value'],
  invoke: ['value'],
  signin: ['value'],
}

/** Checks `data.msteams` of an action: which client request it is, and that the request is whole. */
export function msteamsOfAction(action: Json, path: string, type: string): readonly Problem[] {
  const data = action.data
  if (!isObject(data) || data.msteams === undefined) return []
  const where = at(path, 'data.msteams')
  const msteams = data.msteams
  if (!isObject(msteams)) return problem(where, 'must be an object')
  if (type !== 'Action.Submit') return problem(where, `only Action.Submit carries msteams, not ${type}`)
  const request = msteams.type
  // Feedback on the form ("your response was sent") is switched off without a request.
  if (request === undefined && isObject(msteams.feedback)) return []
  const needs = typeof request === 'string' && Object.hasOwn(requests, request) ? requests[request] : undefined
  if (!needs)
    return problem(
      at(where, 'type'),
      `must be one of ${Object.keys(requests).join(', ')}, not ${JSON.stringify(request)}`,
    )
  return needs
    .filter((name) => msteams[name] === undefined)
    .flatMap((name) => problem(at(where, name), `${String(request)} needs ${name}`))
}

/** Checks `msteams` at the top of a card: its width, and the mentions in its texts. */
export function msteamsOfCard(card: Json): readonly Problem[] {
  const msteams = card.msteams
  if (!isObject(msteams)) return []
  const width = msteams.width
  const wrongWidth =
    width === undefined || (typeof width === 'string' && width.toLowerCase() === 'full')
      ? []
      : problem('msteams.width', `must be Full, not ${JSON.stringify(width)}`)
  const entities = msteams.entities
  if (entities === undefined) return wrongWidth
  if (!Array.isArray(entities)) return [...wrongWidth, ...problem('msteams.entities', 'must be a list')]
  const texts = nodes(card).flatMap(({ json }) => Object.values(json).filter((one) => typeof one === 'string'))
  return [...wrongWidth, ...entities.flatMap((one, index) => mention(one, `msteams.entities[${index}]`, texts))]
}

function mention(entity: unknown, path: string, texts: readonly string[]): readonly Problem[] {
  if (!isObject(entity) || entity.type !== 'mention') return problem(path, 'must be a mention')
  const { text, mentioned } = entity
  if (typeof text !== 'string' || !/^<at>.+<\/at>$/s.test(text))
    return problem(at(path, 'text'), 'must be <at>name</at>')
  if (!isObject(mentioned) || typeof mentioned.id !== 'string' || typeof mentioned.name !== 'string')
    return problem(at(path, 'mentioned'), 'needs the id and the name of who is mentioned')
  return texts.some((one) => one.includes(text))
    ? []
    : problem(at(path, 'text'), `${text} stands in no text of the card`)
}
