import type { Answer } from '../../faults.js'
import type { Service } from '../service.js'
import { remove, send, update } from './activities.js'
import { conversationKey, createConversation } from './conversations.js'
import { badSyntax, notPlayed } from './refusals.js'
import { activityMembers, allMembers, oneMember, pagedMembers, teamConversations, teamDetails } from './rosters.js'

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

/** Everything that botbuilder calls and this Teams knows. Paths are those after the version, with `*` for an id. */
export const ROUTES: Readonly<Record<string, Route>> = {
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
  'GET conversations/*/activities/*/members': {
    name: 'GET activity members',
    pace: 'read',
    run: ({ service, id, sub }) => activityMembers(service, id, sub ?? ''),
  },
  'GET teams/*': { name: 'GET team', pace: 'read', run: ({ service, id }) => teamDetails(service, id) },
  'GET teams/*/conversations': {
    name: 'GET team conversations',
    pace: 'read',
    run: ({ service, id }) => teamConversations(service, id),
  },
}

/** What botbuilder can call besides, answered with 501 by this name. */
export const NOT_PLAYED: Readonly<Record<string, string>> = {
  'GET conversations': 'GET conversations',
  'DELETE conversations/*/members/*': 'DELETE member',
  'POST conversations/*/activities/history': 'POST history',
  'POST conversations/*/attachments': 'POST attachments',
  'GET attachments/*': 'GET attachment',
  'GET attachments/*/views/*': 'GET attachment view',
  'GET meetings/*': 'GET meeting',
  'GET meetings/*/participants/*': 'GET meeting participant',
  'POST meetings/*/notification': 'POST meeting notification',
  'POST batch/*/users': 'POST batch',
  'POST batch/*/tenant': 'POST batch',
  'POST batch/*/team': 'POST batch',
  'POST batch/*/channels': 'POST batch',
  'GET batch/*/*': 'GET batch',
  'GET batch/*/failedentries/*': 'GET batch',
  'DELETE batch/*/*': 'DELETE batch',
}

/** Finds the operation by method and path; null for one that nobody knows. */
export function operationOf(service: Service, method: string, url: URL, body: string): Operation | null {
  const segments = segmentsOf(url)
  if (segments === null)
    return { name: `${method} (malformed)`, pace: 'read', key: '', run: () => badSyntax('Malformed path.') }
  const [, id = '', , sub = null] = segments
  const path = patternOf(method, segments)
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined
  const absent = Object.hasOwn(NOT_PLAYED, path) ? NOT_PLAYED[path] : undefined
  if (!route) return absent === undefined ? null : { name: absent, pace: 'read', key: id, run: () => notPlayed(absent) }
  const call = { service, id, sub, query: url.searchParams, body }
  return {
    name: route.name,
    pace: route.pace,
    key: route.pace === 'create' ? conversationKey(body) : (id.split(';')[0] ?? ''),
    run: (late) => route.run({ ...call, late }),
  }
}

/** Every other part of a path is an id; only `history` and what follows `batch` stand where ids do. */
function patternOf(method: string, segments: readonly string[]): string {
  const parts = segments.map((one, index) => (index % 2 === 1 && one !== 'history' ? '*' : one))
  const [top, , third] = segments
  const flat = top === 'batch' && method !== 'POST' && third !== 'failedentries' ? [top, '*', '*'] : parts
  return `${method} ${flat.join('/')}`
}

/** The path's parts after the version, decoded, because ids hold `:`, `@` and `;`; null where the encoding is broken. */
function segmentsOf(url: URL): readonly string[] | null {
  const raw = url.pathname.split('/').filter((segment) => segment !== '')
  try {
    return raw.slice(raw.findIndex((segment) => segment === 'v3' || segment === 'v1') + 1).map(decodeURIComponent)
  } catch {
    return null
  }
}
