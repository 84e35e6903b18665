import { z } from 'zod'
import { SlackError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { botObject, userObject } from '../payloads.js'
import { pageSize } from './conversations.js'
import { flag, type Method, method, page, whole } from './method.js'

const info = method({
  token: 'bot',
  scopes: ['users:read'],
  tier: 4,
  args: z.object({ user: z.string(), include_locale: flag.optional() }),
  run: (args, { slack }) => {
    if (args.user === slack.config.botUser) return { user: botObject(slack) }
    const person = slack.world.personById('slack', args.user)
    if (!person) throw new SlackError('user_not_found')
    return { user: userObject(slack, person, { locale: args.include_locale === true }) }
  },
})

const listAll = method({
  token: 'bot',
  scopes: ['users:read'],
  tier: 2,
  args: z.object({
    cursor: z.string().optional(),
    limit: whole.optional(),
    include_locale: flag.optional(),
    team_id: z.string().optional(),
  }),
  run: (args, { slack }) => {
    const people = slack.world.people.filter((one) => one.slack !== null)
    const locale = args.include_locale === true
    const all = [...people.map((one) => userObject(slack, one, { locale })), botObject(slack)]
    const size = args.limit === undefined || args.limit === 0 ? all.length : pageSize(args.limit, LIMITS.listPage, 0)
    const { items, next } = page(all, args.cursor, size)
    return { members: items, response_metadata: { next_cursor: next } }
  },
})

const lookupByEmail = method({
  token: 'bot',
  scopes: ['users:read.email'],
  tier: 3,
  args: z.object({ email: z.string() }),
  run: (args, { slack }) => {
    const wanted = args.email.toLowerCase()
    const person = slack.world.people.find((one) => one.slack !== null && one.email.toLowerCase() === wanted)
    if (!person || person.deactivated) throw new SlackError('users_not_found')
    return { user: userObject(slack, person, { locale: false }) }
  },
})

const profile = method({
  token: 'bot',
  scopes: ['users.profile:read'],
  tier: 4,
  args: z.object({ user: z.string().optional(), include_labels: flag.optional() }),
  run: (args, { slack }) => {
    if (args.user === undefined || args.user === slack.config.botUser) return { profile: botObject(slack).profile }
    const person = slack.world.personById('slack', args.user)
    if (!person) throw new SlackError('user_not_found')
    return { profile: userObject(slack, person, { locale: false }).profile }
  },
})

export const people: Readonly<Record<string, Method>> = {
  'users.info': info,
  'users.list': listAll,
  'users.lookupByEmail': lookupByEmail,
  'users.profile.get': profile,
}
