import type { Answer } from '../../faults.js'
import type { Service } from '../service.js'
import { remove, send, update } from './activities.js'
import { conversationKey, createConversation } from './conversations.js'
import { badSyntax } from './refusals.js'
import { allMembers, oneMember, pagedMembers, teamConversations, teamDetails } from './rosters.js'

/** Which limits an operation counts against. */
export type Pace = 'send' | 'create' | 'read' | 'roster'

/** One request as the service understands it. */
export interface Operation {
  /** How faults and the inspector call it. */
  readonly name: string
  readonly pace: Pace
  /** The thread whose limits it uses up. */
  readonly key: string
  /** Does it. `late` is how much later than its answer a new post shows (ms). */
  run(late: number): Answer
}

interface Call {
  readonly service: Service
  readonly id: string
  readonly sub: string | null
  readonly query: URLSearchParams
  readonly body: string
  readonly late: number
}

interface Route {
  readonly name: string
  readonly pace: Pace
  run(call: Call): Answer
}

const onActivity =
  (act: typeof send): Route['run'] =>
  ({ service, id, sub, query, body, late }) =>
    act(service, { conversation: id, activity: sub, targeted: query.get('isTargetedActivity') === 'true', body, late })

/** Everything that botbuilder calls and this Teams knows. Paths are those after `v3`, with `*` for an id. */
const routes: Readonly<Record<string, Route>> = {
  'POST conversations': {
    name: 'POST conversations',
    pace: 'create',
    run: ({ service, body, late }) => createConversation(service, body, late),
  },
  'POST conversations/*/activities': { name: 'POST activities', pace: 'send', run: onActivity(send) },
  'POST conversations/*/activities/*': { name: 'POST activities', pace: 'send', run: onActivity(send) },
  'PUT conversations/*/activities/*': { name: 'PUT activities', pace: 'send', run: onActivity(update) },
  'DELETE conversations/*/activities/*': { name: 'DELETE activities', pace: 'send', run: onActivity(remove) },
  'GET conversations/*/pagedmembers': {
    name: 'GET pagedmembers',
    pace: 'read',
    run: ({ service, id, query }) => pagedMembers(service, id, query),
  },
  'GET conversations/*/members': {
    name: 'GET members',
    pace: 'roster',
    run: ({ service, id }) => allMembers(service, id),
  },
  'GET conversations/*/members/*': {
    name: 'GET member',
    pace: 'read',
    run: ({ service, id, sub }) => oneMember(service, id, sub ?? ''),
  },
  'GET teams/*': { name: 'GET team', pace: 'read', run: ({ service, id }) => teamDetails(service, id) },
  'GET teams/*/conversations': {
    name: 'GET team conversations',
    pace: 'read',
    run: ({ service, id }) => teamConversations(service, id),
  },
}

/** Finds the operation by method and path; null for one that this Teams does not know. */
export function operationOf(service: Service, method: string, url: URL, body: string): Operation | null {
  const segments = segmentsOf(url)
  if (segments === null)
    return { name: `${method} (malformed)`, pace: 'read', key: '', run: () => badSyntax('Malformed path.') }
  const route = routes[`${method} ${segments.map((one, index) => (index % 2 === 1 ? '*' : one)).join('/')}`]
  if (!route) return null
  const [, id = '', , sub = null] = segments
  const call = { service, id, sub, query: url.searchParams, body }
  return {
    name: route.name,
    pace: route.pace,
    key: route.pace === 'create' ? conversationKey(body) : (id.split(';')[0] ?? ''),
    run: (late) => route.run({ ...call, late }),
  }
}

/** The path's parts after `v3`, decoded, because ids hold `:`, `@` and `;`; null where the encoding is broken. */
function segmentsOf(url: URL): readonly string[] | null {
  const raw = url.pathname.split('/').filter((segment) => segment !== '')
  try {
    return raw.slice(raw.indexOf('v3') + 1).map(decodeURIComponent)
  } catch {
    return null
  }
}
