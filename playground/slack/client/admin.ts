import { type AccountAct, type ActResult, type ChannelAct, type InstallAct, refused } from '../../acts.js'
import { assertNever } from '../../assert-never.js'
import type { Channel, Person } from '../../model.js'
import { findChannel } from '../../stage.js'
import {
  addBot,
  addPerson,
  makeChannel,
  nameProblem,
  removeBot,
  removePerson,
  renameChannel,
  setArchived,
} from '../channels.js'
import type { Outcome } from '../events.js'
import { userObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import { seconds, timestamp } from '../time.js'

/** What people do to channels and to the app itself. */

export async function changeChannel(slack: Slack, act: ChannelAct): Promise<ActResult> {
  const person = slack.world.person(act.person)
  if (!person?.slack) return refused(`Nobody in Slack has the key "${act.person}".`)
  if (act.change === 'create') return createChannel(slack, person, act.name ?? act.channel)
  const channel = findChannel(slack.world, 'slack', person.key, act.channel)
  if (channel?.kind !== 'channel') return refused(`There is no channel "${act.channel}" in Slack.`)
  return asResult([await change(slack, person, channel, act)])
}

function change(slack: Slack, person: Person, channel: Channel, act: ChannelAct): Promise<Outcome> {
  const { change: what } = act
  switch (what) {
    case 'create':
      return Promise.resolve('not subscribed')
    case 'archive':
    case 'unarchive':
      return setArchived(slack, channel, what === 'archive', person.slack)
    case 'rename':
      return renameChannel(slack, channel, act.name ?? channel.name)
    case 'join':
      return addPerson(slack, channel, person.key, null)
    case 'leave':
      return removePerson(slack, channel, person.key)
    case 'add bot':
      return addBot(slack, channel, person.slack).told
    case 'remove bot':
      return removeBot(slack, channel, person.slack)
    default:
      return assertNever(what)
  }
}

async function createChannel(slack: Slack, person: Person, ref: string): Promise<ActResult> {
  const name = ref.replace(/^#/, '')
  const problem = nameProblem(slack, name)
  if (problem === 'name_taken') return refused(`#${name} is taken.`)
  if (problem !== null) return refused('Channel names are small letters, digits, - and _, at most 80.')
  const made = { name, private: false, members: [person.key], hasBot: false }
  return asResult([await makeChannel(slack, made, person.slack).told])
}

function asResult(outcomes: readonly Outcome[]): ActResult {
  return { status: outcomes.includes('failed') ? 'failed' : 'ok' }
}

/** An administrator removes the app, or puts it back by hand. */
export async function install(slack: Slack, act: InstallAct): Promise<ActResult> {
  if (act.change === 'install') {
    slack.tokens.restore()
    slack.state.installed = true
    return { status: 'ok' }
  }
  slack.tokens.revokeAll()
  slack.state.installed = false
  // The two come in no certain order in the real service.
  const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: [slack.config.botUser] } }
  const outcomes = await Promise.all([
    slack.events.emit('tokens_revoked', revoked),
    slack.events.emit('app_uninstalled', { type: 'app_uninstalled' }),
  ])
  return asResult(outcomes)
}

/** An administrator deactivates an account, or lets it in again. The account stays in the directory, and its conversations stay. */
export async function changeAccount(slack: Slack, act: AccountAct): Promise<ActResult> {
  const person = slack.world.person(act.person)
  if (!person?.slack) return refused(`Nobody in Slack has the key "${act.person}".`)
  const deactivated = act.change === 'deactivate'
  if (person.deactivated === deactivated) return refused(`The account of ${person.name} is so already.`)
  const changed = slack.world.putPerson({ ...person, deactivated })
  if (!slack.state.installed) return { status: 'ok' }
  const user = userObject(slack, changed, { locale: true })
  const told = { type: 'user_change', user, cache_ts: seconds(slack.world), event_ts: timestamp(slack.world) }
  return asResult([await slack.events.emit('user_change', told)])
}
