import { z } from 'zod'
import { type ActResult, type CancelAct, type HomeAct, refused, type ShortcutAct, type SubmitAct } from '../../acts.js'
import type { Person } from '../../model.js'
import { SlackError } from '../errors.js'
import { clientErrors, controlsOf, stateValues } from '../inputs.js'
import type { Json } from '../json.js'
import { channelRef, messageObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import type { StoredView } from '../state.js'
import { timestamp } from '../time.js'
import { checkedView, clearStack, closeView, pushView, showView, updateView, viewObject } from '../views.js'
import { common } from './controls.js'
import { actorIn, isResult, watching } from './person.js'
import { fillAll, findDialog } from './place.js'

/** Modals, the Home tab and shortcuts. */

const TROUBLE = 'We had some trouble connecting. Try again?'

const responseAction = z.discriminatedUnion('response_action', [
  z.looseObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.looseObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.looseObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.looseObject({ response_action: z.literal('clear') }),
])

export async function submit(slack: Slack, act: SubmitAct): Promise<ActResult> {
  const person = slack.world.person(act.person)
  const view = findDialog(slack, act.person, act.dialog)
  if (!person || view?.sent.type !== 'modal') return refused('No such form is open.')
  if (view.sent.submit === undefined) return refused('This view has no button to submit it.')
  const place = { kind: 'view', view, key: view.id, blocks: view.sent.blocks } as const
  const wrong = fillAll(slack, place, person.key, act.values)
  if (Object.keys(wrong).length > 0) return refused('Some values do not fit.', wrong)
  const errors = clientErrors(view.sent.blocks, stateValues(view.sent.blocks, slack.state.filled(view.id)))
  if (Object.keys(errors).length > 0) {
    showView(slack, view, errors)
    return { ...refused('Some fields need attention.', errors), dialog: showView(slack, view, errors) }
  }
  return watching(slack, person.key, () => send(slack, person, view))
}

async function send(slack: Slack, person: Person, view: StoredView): Promise<ActResult> {
  const answer = await slack.delivery.send({
    type: 'interactive',
    what: `view_submission ${view.sent.callback_id ?? ''}`,
    payload: {
      type: 'view_submission',
      ...common(slack, person),
      trigger_id: slack.state.newTrigger(person.key, view.id),
      view: viewObject(slack, view),
      response_urls: responseUrls(slack, person, view),
    },
  })
  if (answer.kind === 'failed') return { status: 'failed', toast: TROUBLE }
  // The bot may have changed the view while it was thinking.
  const current = slack.state.view(view.id)
  if (answer.body === null) {
    if (current) closeView(slack, current)
    return { status: 'ok' }
  }
  const action = responseAction.safeParse(answer.body)
  if (!action.success || !current) return { status: 'failed', toast: TROUBLE }
  try {
    return respond(slack, current, action.data)
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    return { status: 'failed', toast: TROUBLE, errors: { view: error.message } }
  }
}

function respond(slack: Slack, view: StoredView, action: z.output<typeof responseAction>): ActResult {
  switch (action.response_action) {
    case 'errors': {
      const inputs = new Set(controlsOf(view.sent.blocks).flatMap((one) => (one.input === null ? [] : [one.blockId])))
      const named = Object.keys(action.errors)
      if (named.length === 0 || !named.every((id) => inputs.has(id))) return { status: 'failed', toast: TROUBLE }
      return { status: 'ok', dialog: showView(slack, view, action.errors), errors: action.errors }
    }
    case 'update':
      updateView(slack, view, checkedView(slack, action.view, 'modal'))
      return { status: 'ok' }
    case 'push':
      pushView(slack, view.person, checkedView(slack, action.view, 'modal'))
      return { status: 'ok' }
    case 'clear':
      clearStack(slack, view.person)
      return { status: 'ok' }
  }
}

/** Addresses to answer to, for every channel or conversation select that asked for one. */
function responseUrls(slack: Slack, person: Person, view: StoredView): readonly Json[] {
  const values = stateValues(view.sent.blocks, slack.state.filled(view.id))
  return controlsOf(view.sent.blocks).flatMap(({ element, blockId, actionId }) => {
    const held = values[blockId]?.[actionId]
    const channel = held?.selected_channel ?? held?.selected_conversation
    if (element.response_url_enabled !== true || typeof channel !== 'string') return []
    const id = slack.state.newResponseUrl({ person: person.key, channel, message: null })
    return [
      {
        block_id: blockId,
        action_id: actionId,
        channel_id: channel,
        response_url: `${slack.stage.url()}/slack/response/${id}`,
      },
    ]
  })
}

/** Closes the view; with `clear_on_close` the whole stack. The bot hears of it where it asked to. */
export async function cancel(slack: Slack, act: CancelAct): Promise<ActResult> {
  const person = slack.world.person(act.person)
  const view = findDialog(slack, act.person, act.dialog)
  if (!person || view?.sent.type !== 'modal') return refused('No such form is open.')
  const { clear_on_close: clear = false, notify_on_close: notify = false } = view.sent
  const closed = viewObject(slack, view)
  if (clear) clearStack(slack, person.key)
  else closeView(slack, view)
  if (!notify) return { status: 'ok' }
  const answer = await slack.delivery.send({
    type: 'interactive',
    what: `view_closed ${view.sent.callback_id ?? ''}`,
    payload: { type: 'view_closed', ...common(slack, person), view: closed, is_cleared: clear },
  })
  return { status: answer.kind === 'ok' ? 'ok' : 'failed' }
}

export async function openHome(slack: Slack, act: HomeAct): Promise<ActResult> {
  const here = actorIn(slack, { ...act, channel: 'direct' })
  if (isResult(here)) return here
  const { person, channel } = here
  if (!slack.config.manifest.features.app_home.home_tab_enabled) return refused('This app has no Home tab.')
  const view = slack.state.home(person.key)
  return watching(slack, person.key, async () => {
    const outcome = await slack.events.emit('app_home_opened', {
      type: 'app_home_opened',
      user: person.slack,
      channel: channel.id,
      tab: 'home',
      event_ts: timestamp(slack.world),
      ...(view && { view: viewObject(slack, view) }),
    })
    return { status: outcome === 'failed' ? 'failed' : 'ok' }
  })
}

export async function shortcut(slack: Slack, act: ShortcutAct): Promise<ActResult> {
  const here = actorIn(slack, act)
  if (isResult(here)) return here
  const { person, channel } = here
  const type = act.post === undefined ? 'global' : 'message'
  const known = slack.config.manifest.features.shortcuts.find(
    (one) => one.type === type && (one.callback_id === act.shortcut || one.name === act.shortcut),
  )
  if (!known || !slack.state.installed) return refused(`There is no shortcut "${act.shortcut}" here.`)
  const post = act.post === undefined ? undefined : slack.world.post('slack', channel.id, act.post)
  if (type === 'message' && !post) return refused(`There is no message ${act.post}.`)
  return watching(slack, person.key, async () => {
    const response = { person: person.key, channel: channel.id, message: null }
    const answer = await slack.delivery.send({
      type: 'interactive',
      what: `shortcut ${known.callback_id}`,
      payload: {
        type: type === 'global' ? 'shortcut' : 'message_action',
        ...common(slack, person),
        callback_id: known.callback_id,
        action_ts: timestamp(slack.world),
        trigger_id: slack.state.newTrigger(person.key, null),
        ...(post && {
          channel: channelRef(channel),
          message_ts: post.id,
          message: messageObject(slack, post, { metadata: true }),
          response_url: `${slack.stage.url()}/slack/response/${slack.state.newResponseUrl(response)}`,
        }),
      },
    })
    return answer.kind === 'ok' ? { status: 'ok' } : { status: 'failed', toast: TROUBLE }
  })
}
