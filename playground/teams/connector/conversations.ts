import { z } from 'zod'
import type { Answer } from '../../faults.js'
import { parseJson } from '../../http.js'
import type { Service } from '../service.js'
import { send } from './activities.js'
import { badArgument, badSyntax, notInstalled } from './refusals.js'

const parameters = z.looseObject({
  isGroup: z.boolean().nullish(),
  members: z.array(z.looseObject({ id: z.string() })).nullish(),
  tenantId: z.string().nullish(),
  activity: z.record(z.string(), z.unknown()).nullish(),
  channelData: z
    .looseObject({
      channel: z.looseObject({ id: z.string() }).nullish(),
      tenant: z.looseObject({ id: z.string() }).nullish(),
    })
    .nullish(),
})
type Parameters = z.output<typeof parameters>

/**
 * `POST /v3/conversations`: finds the personal chat with one person, or starts a thread in a channel. A bot opens no group
 * chats.
 * @param late how much later than its answer the first post of a thread shows (ms): a fault
 */
export function createConversation(service: Service, body: string, late: number): Answer {
  const parsed = parameters.safeParse(parseJson(body))
  if (!parsed.success) return badSyntax('The conversation parameters do not fit.')
  const channel = parsed.data.channelData?.channel?.id
  return channel === undefined ? personalChat(service, parsed.data, late) : thread(service, channel, parsed.data, late)
}

/** The thread that a created conversation counts against, for the rate limits. */
export function conversationKey(body: string): string {
  const parsed = parameters.safeParse(parseJson(body))
  if (!parsed.success) return 'malformed'
  return parsed.data.channelData?.channel?.id ?? parsed.data.members?.[0]?.id ?? 'nobody'
}

function personalChat(service: Service, asked: Parameters, late: number): Answer {
  const { world, config } = service.stage
  const [member, ...others] = asked.members ?? []
  if (!member) return badSyntax('The conversation needs a member, or channelData.channel.')
  if (others.length > 0 || asked.isGroup === true) return badSyntax('A bot cannot create a group chat.')
  const tenant = asked.tenantId ?? asked.channelData?.tenant?.id
  if (tenant === undefined) return badSyntax('The tenant is missing: tenantId or channelData.tenant.id.')
  if (tenant !== config.teams.tenant) return badArgument(`Unknown tenant ${tenant}.`)
  const person = world.personById('teams', member.id)
  if (!person)
    return member.id.startsWith('29:')
      ? badArgument('Failed to decrypt pairwise id')
      : badSyntax('Bad format of conversation ID')
  const channel = world.direct('teams', person.key)
  if (!channel?.hasBot) return notInstalled
  if (!asked.activity) return { status: 201, body: { id: channel.id } }
  const sent = send(service, { ...single, conversation: channel.id, body: JSON.stringify(asked.activity), late })
  return withId(sent, (id) => ({ id: channel.id, activityId: id }))
}

function thread(service: Service, channelId: string, asked: Parameters, late: number): Answer {
  if (!asked.activity) return badSyntax('A new thread needs its first activity.')
  const sent = send(service, { ...single, conversation: channelId, body: JSON.stringify(asked.activity), late })
  return withId(sent, (id) => ({ id: `${channelId};messageid=${id}`, activityId: id }))
}

const single = { activity: null, targeted: false }

function withId(sent: Answer, body: (id: string) => unknown): Answer {
  const parsed = z.object({ id: z.string() }).safeParse(sent.body)
  return sent.status === 201 && parsed.success ? { status: 201, body: body(parsed.data.id) } : sent
}
