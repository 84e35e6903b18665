import type { SharedFile } from '../../../chat/file.js'
import type { Incoming } from '../../../chat/incoming.js'
import { longestQuote } from '../../../chat/menu.js'
import type { PostRef } from '../../../chat/place.js'
import type { Notice } from '../../../chat/platform.js'
import { clip } from '../../../chat/text.js'
import type { Carried } from '../cards/elements.js'
import {
  type ActionData,
  type Activity,
  actionData,
  consentValue,
  dataset,
  downloadInfo,
  executeValue,
  FILE_TYPE,
  type MenuValue,
  menuValue,
  searchValue,
  taskValue,
  type UploadInfo,
} from './activity.js'
import { noticesOf } from './notices.js'
import { valuesFrom } from './values.js'
import type { Whereabouts } from './whereabouts.js'
import { isAddressed, quotedWords, wordsOf } from './words.js'

type Of<K extends Incoming['kind']> = Incoming & { readonly kind: K }
type Fetched = Carried & { readonly kind: 'call' }

/** What an activity is, before anything is done about it. Every kind is answered in its own way. */
export type Classified =
  | { readonly kind: 'words'; readonly incoming: Of<'words'> }
  /** Files in the personal chat: kept first, because fetching and reading them takes longer than a turn. */
  | { readonly kind: 'files'; readonly incoming: Of<'files'> }
  /** A button of a card: the answer travels in the response (`adaptiveCard/action`). */
  | { readonly kind: 'execute'; readonly incoming: Of<'press'>; readonly alone: boolean }
  /** A button of a card in a client without `Action.Execute`: it arrives as a message, and so does the answer. */
  | { readonly kind: 'message press'; readonly incoming: Of<'press'>; readonly alone: boolean }
  | { readonly kind: 'fetch'; readonly incoming: Of<'press'>; readonly carried: Fetched }
  | { readonly kind: 'submit'; readonly incoming: Of<'submit'>; readonly alone: boolean }
  /** The person lets the bot store a file: what makes it, and where it goes. */
  | { readonly kind: 'consent'; readonly incoming: Of<'press'>; readonly upload: UploadInfo }
  /** A dialog that was left, or a file that the person does not want stored. */
  | { readonly kind: 'cancel' }
  | { readonly kind: 'search'; readonly incoming: Of<'search'>; readonly many: boolean }
  | { readonly kind: 'notices'; readonly installs: boolean; readonly notices: readonly (Notice & { kind: 'place' })[] }
  /** `invoke` says that the channel waits for an answer: it gets 501. */
  | { readonly kind: 'unsupported'; readonly what: string; readonly invoke: boolean }

/** Pure: reads an activity of a tenant of ours. Never fails; what is not understood is `unsupported`. */
export function classify(activity: Activity, where: Whereabouts): Classified {
  switch (activity.type) {
    case 'message':
      return message(activity, where)
    case 'invoke':
      return invoke(activity, where)
    case 'conversationUpdate':
    case 'installationUpdate': {
      const notices = noticesOf(activity, where)
      const added = notices.some((notice) => notice.change === 'bot added')
      const installs = activity.type === 'installationUpdate' ? (activity.action?.startsWith('add') ?? false) : added
      return { kind: 'notices', installs, notices }
    }
    default:
      return { kind: 'unsupported', what: activity.type, invoke: false }
  }
}

function message(activity: Activity, where: Whereabouts): Classified {
  const common = commonOf(activity, where)
  if (common === null) return { kind: 'unsupported', what: 'message without a person or an id', invoke: false }
  const data = actionData.safeParse(activity.value)
  if (data.success) {
    const { drumbeat } = data.data
    if (drumbeat.kind !== 'call') return { kind: 'unsupported', what: `message with a ${drumbeat.kind}`, invoke: false }
    const incoming = { ...common, kind: 'press', call: drumbeat.call, on: cardOf(activity, where) } as const
    return { kind: 'message press', incoming, alone: drumbeat.alone }
  }
  if (where.kind !== 'personal' && !isAddressed(activity)) {
    return { kind: 'unsupported', what: 'message that does not mention the bot', invoke: false }
  }
  const text = wordsOf(activity)
  const files = where.kind === 'personal' ? filesOf(activity) : []
  if (files.length > 0) return { kind: 'files', incoming: { ...common, kind: 'files', text, files } }
  return { kind: 'words', incoming: { ...common, kind: 'words', text } }
}

function filesOf(activity: Activity): readonly SharedFile[] {
  return (activity.attachments ?? []).flatMap(
    ({ contentType, name, content, contentUrl: link }): readonly SharedFile[] => {
      const info = contentType === FILE_TYPE ? downloadInfo.safeParse(content).data : undefined
      return info
        ? [{ name: name ?? '', size: null, ...(link !== undefined && { link }), ref: { url: info.downloadUrl } }]
        : []
    },
  )
}

function invoke(activity: Activity, where: Whereabouts): Classified {
  const common = commonOf(activity, where)
  const name = activity.name ?? ''
  const unsupported: Classified = { kind: 'unsupported', what: `invoke ${name}`, invoke: true }
  if (common === null) return unsupported
  switch (name) {
    case 'adaptiveCard/action': {
      const { data } = executeValue.safeParse(activity.value)
      if (data?.action.data.drumbeat.kind !== 'call') return unsupported
      const { call, alone } = data.action.data.drumbeat
      return { kind: 'execute', incoming: { ...common, kind: 'press', call, on: cardOf(activity, where) }, alone }
    }
    case 'task/fetch': {
      const { data } = taskValue.safeParse(activity.value)
      const carried = data?.data.drumbeat
      if (carried?.kind !== 'call') return unsupported
      const incoming = { ...common, kind: 'press', call: carried.call, on: cardOf(activity, where) } as const
      return { kind: 'fetch', incoming, carried }
    }
    case 'composeExtension/fetchTask': {
      const { data } = menuValue.safeParse(activity.value)
      return data ? menu(data, common) : unsupported
    }
    case 'composeExtension/submitAction':
    case 'task/submit': {
      const { data } = taskValue.safeParse(activity.value)
      return data ? submit(data.data, common) : unsupported
    }
    case 'application/search': {
      const { data } = searchValue.safeParse(activity.value)
      const target = dataset.safeParse(parsed(data?.dataset ?? ''))
      if (!data || !target.success) return unsupported
      const { call, field, many } = target.data
      return { kind: 'search', incoming: { ...common, kind: 'search', call, field, text: data.queryText }, many }
    }
    case 'fileConsent/invoke': {
      const { data } = consentValue.safeParse(activity.value)
      if (data === undefined) return unsupported
      if (data.action === 'decline') return { kind: 'cancel' }
      const incoming = { ...common, kind: 'press', call: data.context.drumbeat, on: null } as const
      return { kind: 'consent', incoming, upload: data.uploadInfo }
    }
    default:
      return unsupported
  }
}

/** An entry of a message's menu is a press that opens a form, with what the message says. */
function menu({ commandId, messagePayload }: MenuValue, common: Common): Classified {
  const { body, linkToMessage } = messagePayload
  const link = linkToMessage?.startsWith('https://') && linkToMessage.length <= 2000 ? linkToMessage : null
  const call = {
    action: commandId,
    args: { words: clip(quotedWords(body?.content ?? '', body?.contentType ?? 'text'), longestQuote), link },
    opens: 'form',
  } as const
  const incoming = { ...common, kind: 'press', call, on: null } as const
  return { kind: 'fetch', incoming, carried: { kind: 'call', call, alone: false, draft: {} } }
}

type Common = Pick<Incoming, 'key' | 'from' | 'at' | 'locale'>

function submit(data: ActionData, common: Common): Classified {
  const { drumbeat, ...inputs } = data
  if (drumbeat.kind === 'cancel') return { kind: 'cancel' }
  // A button in a dialog that is no form: its press comes as a submission without values.
  const values = drumbeat.kind === 'call' ? {} : valuesFrom(inputs, drumbeat.inputs)
  const incoming = { ...common, kind: 'submit', call: drumbeat.call, values } as const
  return { kind: 'submit', incoming, alone: drumbeat.alone }
}

/** Null without a person whom Entra knows, or without an id that a second delivery of the same could be told by. */
function commonOf(activity: Activity, where: Whereabouts): Common | null {
  if (where.from === null || !activity.id) return null
  const told = (activity.entities ?? []).find((entity) => entity.type === 'clientInfo')?.locale
  return {
    key: `teams:${where.tenant}/${where.conversation}/${activity.id}`,
    from: where.from,
    at: where.at,
    locale: activity.locale ?? told ?? null,
  }
}

/** The message whose card was used. A card that is the first message of its thread stands in the channel itself, as when it was posted. */
function cardOf(activity: Activity, where: Whereabouts): PostRef | null {
  const id = activity.replyToId
  if (!id) return null
  return { place: { ...where.at, thread: where.at.thread === id ? null : where.at.thread }, id }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
