import { type ActResult, type ChooseAct, type PressAct, refused, type SearchAct } from '../../acts.js'
import type { Person } from '../../model.js'
import { type Control, fillControl } from '../inputs.js'
import { isRecord, type Json, records } from '../json.js'
import { LIMITS } from '../limits.js'
import { teamRef, userRef } from '../payloads.js'
import type { Slack } from '../slack.js'
import { timestamp } from '../time.js'
import { readOptions } from './options.js'
import { watching } from './person.js'
import { entryOf, fillAll, hold, type Located, locate, type Place, whereabouts } from './place.js'

/** Buttons, menus and pickers. */

const PRESSED = new Set(['button', 'overflow', 'workflow_button', 'icon_button', 'feedback_buttons'])
const ENTRIES = new Set(['overflow', 'feedback_buttons'])

export async function press(slack: Slack, act: PressAct): Promise<ActResult> {
  const found = locate(slack, act, act.button)
  if ('status' in found) return found
  const { person, place, control } = found
  if (!PRESSED.has(control.element.type))
    return refused(`"${act.button}" is a ${control.element.type}: choose, do not press.`)
  const unasked = confirmation(control, act.confirm)
  if (unasked) return unasked
  const errors = fillAll(slack, place, person.key, act.values)
  if (Object.keys(errors).length > 0) return refused('Some values do not fit.', errors)
  return interact(slack, person, place, control, pressed(control, act.button))
}

export async function choose(slack: Slack, act: ChooseAct): Promise<ActResult> {
  const found = locate(slack, act, act.field)
  if ('status' in found) return found
  const { person, place, control } = found
  if (ENTRIES.has(control.element.type)) return chooseEntry(slack, act, found)
  const filled = fillControl(slack, place.key, person.key, control, act.value)
  if ('error' in filled) return refused(filled.error, { [act.field]: filled.error })
  const unasked = confirmation(control, act.confirm)
  if (unasked) return unasked
  hold(slack, place.key, control, filled.value)
  // Inputs keep what was chosen until the form is submitted, unless they ask to be told.
  if (control.input !== null && control.input.dispatch_action !== true) return { status: 'ok' }
  return interact(slack, person, place, control, filled.value)
}

/** Picks an entry of an overflow menu, or one of two feedback buttons, by its value or words. */
function chooseEntry(slack: Slack, act: ChooseAct, found: Located): ActResult | Promise<ActResult> {
  const { person, place, control } = found
  const name = String(act.value)
  if (!entryOf(control, name)) return refused(`"${act.field}" has no ${act.value}.`)
  return confirmation(control, act.confirm) ?? interact(slack, person, place, control, pressed(control, name))
}

/** What the client asks first where the element has a `confirm`. */
function confirmation(control: Control, yes: boolean | undefined): ActResult | null {
  const { confirm } = control.element
  if (!isRecord(confirm) || yes === true) return null
  const words = (key: string, usual: string) => {
    const text = confirm[key]
    return isRecord(text) ? String(text.text) : usual
  }
  const asked = {
    title: words('title', 'Are you sure?'),
    text: words('text', ''),
    yes: words('confirm', 'Yes'),
    no: words('deny', 'No'),
  }
  return { status: 'refused', toast: asked.title, confirm: asked }
}

function pressed(control: Control, name: string): Json {
  const { element } = control
  if (element.type === 'overflow') return { selected_option: entryOf(control, name) ?? records(element.options)[0] }
  if (element.type === 'feedback_buttons') {
    const chosen = entryOf(control, name) ?? element.positive_button
    return isRecord(chosen) ? { value: chosen.value, text: chosen.text } : {}
  }
  const { value, text, url, style } = element
  return {
    text,
    ...(value !== undefined && { value }),
    ...(url !== undefined && { url }),
    ...(style !== undefined && { style }),
  }
}

async function interact(slack: Slack, person: Person, place: Place, control: Control, what: Json): Promise<ActResult> {
  if (!slack.state.installed) return refused('This app has been removed.')
  const { type } = control.element
  return watching(slack, person.key, async () => {
    const action = {
      type,
      action_id: control.actionId,
      block_id: control.blockId,
      action_ts: timestamp(slack.world),
      ...what,
    }
    const answer = await slack.delivery.send({
      type: 'interactive',
      what: `block_actions ${control.actionId}`,
      payload: {
        type: 'block_actions',
        ...common(slack, person),
        ...whereabouts(slack, place),
        trigger_id: slack.state.newTrigger(
          person.key,
          place.kind === 'view' && place.view.sent.type === 'modal' ? place.view.id : null,
        ),
        ...(place.kind === 'message' && { response_url: responseUrl(slack, person, place) }),
        actions: [action],
      },
    })
    if (answer.kind === 'ok') return { status: 'ok' }
    return {
      status: 'failed',
      toast:
        answer.error === 'operation_timeout'
          ? 'Operation timed out. Apps need to respond within 3 seconds.'
          : 'This app is not configured to handle interactive responses.',
    }
  })
}

function responseUrl(slack: Slack, person: Person, place: Place & { kind: 'message' }): string {
  const { post, channel } = place
  const id = slack.state.newResponseUrl({
    person: person.key,
    channel: channel.id,
    message: post.id,
  })
  return `${slack.stage.url()}/slack/response/${id}`
}

/** What stands in every interaction. */
export function common(slack: Slack, person: Person): Json {
  return {
    token: 'playground',
    api_app_id: slack.config.appId,
    team: teamRef(slack),
    user: userRef(slack, person),
    enterprise: null,
    is_enterprise_install: false,
  }
}

/** Typing in an external select: asks the bot, from the least number of characters on. */
export async function search(slack: Slack, act: SearchAct): Promise<ActResult> {
  const found = locate(slack, act, act.field)
  if ('status' in found) return found
  const { person, place, control } = found
  const { type, min_query_length: least } = control.element
  if (!type.endsWith('external_select')) return refused(`"${act.field}" is a ${type}: it has its options already.`)
  if (act.text.length < (typeof least === 'number' ? least : DEFAULT_MIN_QUERY)) return { status: 'ok', options: [] }
  return watching(slack, person.key, async () => {
    const answer = await slack.delivery.send({
      type: 'interactive',
      what: `block_suggestion ${control.actionId}`,
      payload: {
        type: 'block_suggestion',
        ...common(slack, person),
        ...whereabouts(slack, place),
        action_id: control.actionId,
        block_id: control.blockId,
        value: act.text,
      },
    })
    const options = answer.kind === 'ok' ? readOptions(answer.body) : null
    if (options === null) return { status: 'failed', toast: 'Unable to load options', options: [] }
    slack.state.offer(place.key, control.actionId, options)
    return { status: 'ok', options: options.map(({ label, value }) => ({ label, value })).slice(0, LIMITS.options) }
  })
}

const DEFAULT_MIN_QUERY = 3
