import { z } from 'zod'
import { call } from '../../../chat/action.js'
import { values } from '../../../chat/form.js'
import type { Dataset } from '../cards/dialog.js'
import type { Carried } from '../cards/elements.js'

/** What the bot reads of an activity of the Bot Connector protocol. Unknown properties are dropped, unknown types are kept apart. */
const member = z.object({ id: z.string(), name: z.string().optional(), aadObjectId: z.string().optional() })

const entity = z.object({
  type: z.string(),
  text: z.string().optional(),
  mentioned: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  locale: z.string().optional(),
  timezone: z.string().optional(),
})

/** Cards and pictures come as attachments too, in forms of their own. */
/** `contentUrl` of a file is where people find it, for those who may. */
const attachment = z.object({
  contentType: z.string().nullish(),
  name: z.string().nullish(),
  content: z.unknown(),
  contentUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
})

const named = z.object({ id: z.string(), name: z.string().nullish() })

export const activity = z.object({
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  channelId: z.literal('msteams'),
  serviceUrl: z.string(),
  from: member,
  recipient: member.extend({ isTargeted: z.boolean().optional() }),
  conversation: z.object({
    id: z.string(),
    name: z.string().nullish(),
    conversationType: z.string().nullish(),
    isGroup: z.boolean().nullish(),
    tenantId: z.string().nullish(),
  }),
  channelData: z
    .object({
      tenant: z.object({ id: z.string() }).nullish(),
      team: named.extend({ aadGroupId: z.string().nullish() }).nullish(),
      channel: named.nullish(),
      eventType: z.string().nullish(),
    })
    .nullish(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  replyToId: z.string().nullish(),
  action: z.string().nullish(),
  locale: z.string().nullish(),
  localTimezone: z.string().nullish(),
  entities: z.array(entity).nullish(),
  attachments: z.array(attachment).nullish(),
  membersAdded: z.array(member).nullish(),
  membersRemoved: z.array(member).nullish(),
})
export type Activity = z.infer<typeof activity>

/** A file that somebody sent in the personal chat: `downloadUrl` opens it without signing in, for some minutes. */
export const downloadInfo = z.object({ downloadUrl: z.string(), uniqueId: z.string().nullish() })
export const FILE_TYPE = 'application/vnd.microsoft.teams.file.download.info'

/** What a control of one of our cards brings back (`Carried`). Cards of other bots, or of nobody, bring something else. */
const carried: z.ZodType<Carried> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), call, alone: z.boolean(), draft: values }),
  z.object({
    kind: z.literal('submit'),
    call,
    alone: z.boolean(),
    inputs: z.record(z.string(), z.enum(['text', 'number', 'choices'])),
  }),
  z.object({ kind: z.literal('cancel') }),
])

/** The data of a card's action: ours under `drumbeat`, the values of inputs beside it. */
export const actionData = z.looseObject({ drumbeat: carried })
export type ActionData = z.infer<typeof actionData>

/** `adaptiveCard/action` */
export const executeValue = z.object({ action: z.object({ data: actionData }) })
/** `task/fetch` and `task/submit` */
export const taskValue = z.object({ data: actionData })
/**
 * Where a file goes that the person has allowed (Microsoft, "Send and receive files"): `uploadUrl` takes the bytes, `contentUrl` is
 * where people find them.
 */
export const uploadInfo = z.object({
  name: z.string(),
  uploadUrl: z.string(),
  contentUrl: z.string(),
  uniqueId: z.string(),
  fileType: z.string(),
})
export type UploadInfo = z.infer<typeof uploadInfo>
/** What a consent card of ours brings back: the call that makes the file. */
const consentContext = z.object({ drumbeat: call })
/** `fileConsent/invoke` */
export const consentValue = z.discriminatedUnion('action', [
  z.object({ action: z.literal('accept'), context: consentContext, uploadInfo }),
  z.object({ action: z.literal('decline') }),
])
/**
 * `composeExtension/fetchTask` of an action in a message's menu (Microsoft, "Define message extension action commands"): which one, and
 * the message. The actions of its dialog come as `composeExtension/submitAction`, with the same data as those of any dialog.
 */
export const menuValue = z.object({
  commandId: z.string(),
  messagePayload: z.object({
    linkToMessage: z.string().nullish(),
    body: z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish(),
  }),
})
export type MenuValue = z.infer<typeof menuValue>
/** `application/search` */
export const searchValue = z.object({ queryText: z.string(), dataset: z.string() })
export const dataset: z.ZodType<Dataset> = z.object({ call, field: z.string(), many: z.boolean() })
