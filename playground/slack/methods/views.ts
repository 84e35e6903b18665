import { z } from 'zod'
import { SlackError } from '../errors.js'
import type { Slack } from '../slack.js'
import { checkedView, findView, openView, publishHome, pushView, updateView, viewObject } from '../views.js'
import { json, type Method, method } from './method.js'

const byTrigger = z.object({
  trigger_id: z.string().optional(),
  interactivity_pointer: z.string().optional(),
  view: json,
})

/** Whose trigger this is; it cannot be used again. @throws SlackError */
function useTrigger(slack: Slack, args: z.output<typeof byTrigger>): { person: string; view: string | null } {
  const id = args.trigger_id ?? args.interactivity_pointer
  if (id === undefined) throw new SlackError('invalid_arguments', ['[ERROR] missing required field: trigger_id'])
  const trigger = slack.state.useTrigger(id)
  if (typeof trigger === 'string') throw new SlackError(trigger)
  return trigger
}

const open = method({
  token: 'bot',
  scopes: [],
  tier: 4,
  args: byTrigger,
  run: (args, { slack }) => {
    const sent = checkedView(slack, args.view, 'modal')
    const { person } = useTrigger(slack, args)
    return { view: viewObject(slack, openView(slack, person, sent)) }
  },
})

const push = method({
  token: 'bot',
  scopes: [],
  tier: 4,
  args: byTrigger,
  run: (args, { slack }) => {
    const sent = checkedView(slack, args.view, 'modal')
    const { person, view } = useTrigger(slack, args)
    if (view === null) throw new SlackError('not_found')
    return { view: viewObject(slack, pushView(slack, person, sent)) }
  },
})

const update = method({
  token: 'bot',
  scopes: [],
  tier: 4,
  args: z.object({
    view: json,
    view_id: z.string().optional(),
    external_id: z.string().optional(),
    hash: z.string().optional(),
  }),
  run: (args, { slack }) => {
    if (args.view_id === undefined && args.external_id === undefined)
      throw new SlackError('invalid_arguments', ['[ERROR] missing required field: view_id'])
    const old = findView(slack, args)
    if (!old) throw new SlackError('not_found')
    const sent = checkedView(slack, args.view, old.sent.type)
    if (args.hash !== undefined && args.hash !== old.hash) throw new SlackError('hash_conflict')
    return { view: viewObject(slack, updateView(slack, old, sent)) }
  },
})

const publish = method({
  token: 'bot',
  scopes: [],
  tier: 4,
  args: z.object({ user_id: z.string(), view: json, hash: z.string().optional() }),
  run: (args, { slack }) => {
    const sent = checkedView(slack, args.view, 'home')
    if (!slack.config.manifest.features.app_home.home_tab_enabled) throw new SlackError('not_enabled')
    const person = slack.world.personById('slack', args.user_id)
    if (!person) throw new SlackError('invalid_arguments', ['[ERROR] invalid `user_id` [json-pointer:/user_id]'])
    const old = slack.state.home(person.key)
    if (args.hash !== undefined && args.hash !== old?.hash) throw new SlackError('hash_conflict')
    return { view: viewObject(slack, publishHome(slack, person.key, sent)) }
  },
})

export const views: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
}
