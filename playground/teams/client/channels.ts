import { createHash } from 'node:crypto'
import { type ActResult, type ChannelAct, type InstallAct, refused } from '../../acts.js'
import type { Channel, Person } from '../../model.js'
import { findChannel } from '../../stage.js'
import type { Client } from './client.js'

/** What happens to teams, channels and chats, with the event that the bot gets of it. Teams are archived as a whole. */
export async function changeChannel(client: Client, act: ChannelAct): Promise<ActResult> {
  const { service } = client
  const { world } = service.stage
  const by = world.person(act.person)
  if (!by?.teams) return refused(`${act.person} is not in Teams.`)
  if (act.change === 'create') return create(client, by, act.channel)
  const channel = findChannel(world, 'teams', act.person, act.channel)
  if (!channel || channel.kind === 'direct') return refused(`There is no channel ${act.channel} in Teams.`)
  switch (act.change) {
    case 'archive':
    case 'unarchive':
      return archive(client, by, channel, act.change === 'archive')
    case 'rename':
      return rename(client, by, channel, act.name)
    case 'join':
    case 'leave':
      return move(client, by, channel, act.change === 'join')
    case 'add bot':
    case 'remove bot':
      return setBot(client, by, channel, act.change === 'add bot')
  }
}

/** Installs or removes the app for one person: their personal chat with the bot. */
export async function install({ service, membership }: Client, act: InstallAct): Promise<ActResult> {
  const { world } = service.stage
  const person = world.person(act.person)
  const channel = world.direct('teams', act.person)
  if (!person?.teams || !channel) return refused(`${act.person} is not in Teams.`)
  const wanted = act.change === 'install'
  if (channel.hasBot === wanted)
    return refused(`The app is ${wanted ? 'installed' : 'not installed'} for ${person.name} already.`)
  const changed = world.putChannel({ ...channel, hasBot: wanted })
  await (wanted ? membership.ensure(changed) : membership.removed(changed, person))
  return { status: 'ok' }
}

async function create({ service, membership }: Client, by: Person, ref: string): Promise<ActResult> {
  const [teamName, name] = ref.split('/')
  const team = service.places.teams().find((one) => one.name === teamName)
  if (!team || !name) return refused(`Name the new channel with its team, Team/Channel, not ${ref}.`)
  if (team.channels.some((one) => one.name === name)) return refused(`${team.name} has a channel ${name} already.`)
  const id = `19:${createHash('sha256').update(`${team.id}/${name}`).digest('hex').slice(0, 32)}@thread.tacv2`
  const channel = service.stage.world.putChannel({ ...team.general, id, name })
  await tellTeam(membership, channel, team.general, by, 'channelCreated')
  return { status: 'ok' }
}

async function archive(
  { service, membership }: Client,
  by: Person,
  channel: Channel,
  archived: boolean,
): Promise<ActResult> {
  const team = service.places.teamOf(channel)
  if (!team) return refused('Only a team can be archived.')
  for (const one of team.channels) service.stage.world.putChannel({ ...one, archived })
  await tellTeam(membership, null, team.general, by, archived ? 'teamArchived' : 'teamUnarchived')
  return { status: 'ok' }
}

async function rename(
  { service, membership }: Client,
  by: Person,
  channel: Channel,
  name: string | undefined,
): Promise<ActResult> {
  if (!name) return refused('The new name is missing: name.')
  const changed = service.stage.world.putChannel({ ...channel, name })
  const team = service.places.teamOf(changed)
  if (team) await tellTeam(membership, changed, team.general, by, 'channelRenamed')
  return { status: 'ok' }
}

async function move({ service, membership }: Client, by: Person, channel: Channel, joins: boolean): Promise<ActResult> {
  if (channel.members.includes(by.key) === joins)
    return refused(`${by.name} is ${joins ? '' : 'not '}in ${channel.name} already.`)
  const team = service.places.teamOf(channel)
  const members = joins ? [...channel.members, by.key] : channel.members.filter((key) => key !== by.key)
  for (const one of team?.channels ?? [channel]) service.stage.world.putChannel({ ...one, members })
  const account = { id: by.teams?.id, aadObjectId: by.teams?.aadObjectId }
  const home = team?.general ?? channel
  if (home.hasBot)
    await membership.tell(home, by, `conversationUpdate ${joins ? 'membersAdded' : 'membersRemoved'}`, {
      type: 'conversationUpdate',
      [joins ? 'membersAdded' : 'membersRemoved']: [account],
      eventType: joins ? 'teamMemberAdded' : 'teamMemberRemoved',
    })
  return { status: 'ok' }
}

async function setBot(
  { service, membership }: Client,
  by: Person,
  channel: Channel,
  wanted: boolean,
): Promise<ActResult> {
  if (channel.hasBot === wanted) return refused(`The bot is ${wanted ? '' : 'not '}in ${channel.name} already.`)
  const team = service.places.teamOf(channel)
  const changed = (team?.channels ?? [channel]).map((one) => service.stage.world.putChannel({ ...one, hasBot: wanted }))
  const home = changed[0] ?? channel
  await (wanted ? membership.ensure(home) : membership.removed(home, by))
  return { status: 'ok' }
}

/** Changes of a team are told in its General channel, with the changed channel in the channel data. */
async function tellTeam(
  membership: Client['membership'],
  about: Channel | null,
  general: Channel,
  by: Person,
  eventType: 'channelCreated' | 'channelRenamed' | 'teamArchived' | 'teamUnarchived',
) {
  if (!general.hasBot) return
  await membership.tell(general, by, `conversationUpdate ${eventType}`, {
    type: 'conversationUpdate',
    eventType,
    ...(about && { channel: { id: about.id, name: about.name } }),
  })
}
