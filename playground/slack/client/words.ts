import { randomUUID } from 'node:crypto'
import { type ActResult, type FileAct, type ReactAct, refused, type WordsAct } from '../../acts.js'
import type { Channel, Person } from '../../model.js'
import { answerInChannel } from '../answers.js'
import { channelType, type Outcome } from '../events.js'
import { keepFile, shareFile } from '../files.js'
import { isRecord, type Json } from '../json.js'
import { LIMITS } from '../limits.js'
import { postAsPerson, threadOf } from '../messages.js'
import { messageObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import { timestamp } from '../time.js'
import { tellLinks } from '../unfurls.js'
import { putFile } from './file-field.js'
import { actorIn, isResult, watching } from './person.js'
import { encode, richText } from './typed.js'

/** `/kpi win rate`: sent to the bot, its acknowledgement shown. */
export async function command(slack: Slack, act: WordsAct): Promise<ActResult> {
  const here = actorIn(slack, act)
  if (isResult(here)) return here
  const [, name = '', words = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(act.text.trim()) ?? []
  const known = slack.config.manifest.features.slash_commands.find((one) => one.command === name)
  const granted = slack.config.manifest.oauth_config.scopes.bot.includes('commands')
  if (!known || !granted || !slack.state.installed) return refused(`${name || act.text} is not a valid command.`)
  if (act.thread !== undefined) return refused(`${name} is not supported in threads. Sorry!`)
  if (words.length > LIMITS.commandText) return refused('Your message is too long.')
  const { person, channel } = here
  return watching(slack, person.key, async () => {
    const response = { person: person.key, channel: channel.id, message: null }
    const responseUrl = slack.state.newResponseUrl(response)
    const answer = await slack.delivery.send({
      type: 'slash_commands',
      what: `command ${name}`,
      payload: {
        token: 'playground',
        team_id: slack.config.team,
        team_domain: slack.config.domain,
        channel_id: channel.id,
        channel_name: channel.kind === 'direct' ? 'directmessage' : channel.name,
        user_id: person.slack,
        user_name: person.key,
        command: name,
        text: known.should_escape ? encode(slack, words) : words,
        api_app_id: slack.config.appId,
        is_enterprise_install: 'false',
        response_url: `${slack.stage.url()}/slack/response/${responseUrl}`,
        trigger_id: slack.state.newTrigger(person.key, null),
      },
    })
    if (answer.kind === 'failed') return { status: 'failed', toast: `${name} failed with the error "${answer.error}"` }
    const content = typeof answer.body === 'string' ? { text: answer.body } : answer.body
    if (!isRecord(content)) return { status: 'ok' }
    const problem = answerInChannel(slack, { ...response, expires: 0, left: 1 }, content)
    return problem === null
      ? { status: 'ok' }
      : { status: 'failed', toast: `${name} failed with the error "${problem}"` }
  })
}

/** A message that mentions the bot. */
export function mention(slack: Slack, act: WordsAct): Promise<ActResult> {
  return say(slack, { ...act, text: `@${slack.world.botName} ${act.text}` })
}

/** A message, in a channel, a thread, or to the bot itself. */
export async function say(slack: Slack, act: WordsAct, files: readonly string[] = []): Promise<ActResult> {
  const here = actorIn(slack, act)
  if (isResult(here)) return here
  const { person, channel } = here
  const closed = closedFor(slack, channel)
  if (closed !== null) return refused(closed)
  if (act.text.trim() === '' && files.length === 0) return refused('An empty message cannot be sent.')
  const root = act.thread === undefined ? null : threadOf(slack, channel, act.thread)
  if (root === undefined) return refused(`There is no message ${act.thread} to reply to.`)
  return watching(slack, person.key, async () => {
    const text = encode(slack, act.text)
    const shared = files.flatMap((id) => slack.state.files.get(id) ?? [])
    const body: Json = {
      text,
      client_msg_id: randomUUID(),
      ...(text !== '' && { blocks: [richText(text)] }),
      ...(shared.length > 0 && { subtype: 'file_share', upload: false }),
    }
    const post = postAsPerson(
      slack,
      {
        channel,
        thread: root?.id ?? null,
        text,
        body,
        onlyFor: null,
        files: shared.map(({ id, name, length }) => ({ id, name, size: length })),
      },
      person,
    )
    tellLinks(slack, channel, person, post)
    const message: Json = { ...messageObject(slack, post, { metadata: false }), event_ts: post.id }
    const outcomes = await tell(slack, channel, person, text, message)
    for (const file of shared)
      void slack.events.emit('file_shared', {
        type: 'file_shared',
        file_id: file.id,
        file: { id: file.id },
        user_id: person.slack,
        channel_id: channel.id,
        event_ts: post.id,
      })
    return { status: outcomes.includes('failed') ? 'failed' : 'ok' }
  })
}

function closedFor(slack: Slack, channel: Channel): string | null {
  const { app_home: home } = slack.config.manifest.features
  if (channel.archived) return `#${channel.name} has been archived.`
  if (channel.kind !== 'direct') return null
  if (!slack.state.installed || !home.messages_tab_enabled || home.messages_tab_read_only_enabled)
    return 'Sending messages to this app has been turned off.'
  return null
}

/** The bot hears of a message only where it is; in its own conversation a mention is just a message. */
async function tell(
  slack: Slack,
  channel: Channel,
  person: Person,
  text: string,
  message: Json,
): Promise<readonly Outcome[]> {
  if (!channel.hasBot || !slack.state.installed) return []
  const mentioned = channelType(channel) !== 'im' && text.includes(`<@${slack.config.botUser}>`)
  const asMention = { ...message, type: 'app_mention', user: person.slack, channel: channel.id }
  return Promise.all([
    ...(mentioned ? [slack.events.emit('app_mention', asMention)] : []),
    slack.events.message(channel, message),
  ])
}

/** A file dropped into a conversation, with words if any, or into a field of a form. */
export async function dropFile(slack: Slack, act: FileAct): Promise<ActResult> {
  if (act.field !== undefined) return putFile(slack, { ...act, field: act.field })
  const here = actorIn(slack, act)
  if (isResult(here)) return here
  const bytes = Buffer.from(act.bytes, 'base64')
  const file = keepFile(slack, { name: act.name, owner: here.person.key, bytes, length: bytes.length })
  shareFile(slack, file, here.channel.id)
  const { person, channel, thread, text } = act
  return say(slack, { person, channel, text, ...(thread !== undefined && { thread }) }, [file.id])
}

/** An emoji set on a message, or taken back by setting it again. */
export async function react(slack: Slack, act: ReactAct): Promise<ActResult> {
  const here = actorIn(slack, act)
  if (isResult(here)) return here
  const { person, channel } = here
  const post = slack.world.post('slack', channel.id, act.post)
  if (!post || post.onlyFor !== null) return refused('Nobody can react to this message.')
  const { [act.name]: who = [], ...others } = post.reactions ?? {}
  const taking = who.includes(person.key)
  const after = taking ? who.filter((key) => key !== person.key) : [...who, person.key]
  const reactions = after.length > 0 ? { ...others, [act.name]: after } : others
  slack.world.editPost('slack', channel.id, post.id, { reactions })
  if (!channel.hasBot) return { status: 'ok' }
  const type = taking ? 'reaction_removed' : 'reaction_added'
  const outcome = await slack.events.emit(type, {
    type,
    user: person.slack,
    reaction: act.name,
    item: { type: 'message', channel: channel.id, ts: post.id },
    item_user: post.author.kind === 'bot' ? slack.config.botUser : slack.world.person(post.author.key)?.slack,
    event_ts: timestamp(slack.world),
  })
  return { status: outcome === 'failed' ? 'failed' : 'ok' }
}
