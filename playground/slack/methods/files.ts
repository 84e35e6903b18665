import { z } from 'zod'
import { SlackError } from '../errors.js'
import { fileObject, keepFile, mayRead, shareFile } from '../files.js'
import { LIMITS } from '../limits.js'
import { checkedBody, postAsBot, threadOf } from '../messages.js'
import type { Slack } from '../slack.js'
import { json, list, type Method, method, whole } from './method.js'
import { writableChannel } from './places.js'

const getUploadUrl = method({
  token: 'bot',
  scopes: ['files:write'],
  tier: 4,
  args: z.object({
    filename: z.string().min(1),
    length: whole,
    alt_txt: z.string().optional(),
    alt_text: z.string().optional(),
    snippet_type: z.string().optional(),
  }),
  run: (args, { slack }) => {
    if (args.length < 1) throw new SlackError('missing_argument')
    if ((args.alt_txt ?? args.alt_text ?? '').length > LIMITS.fileAltText) throw new SlackError('alt_txt_too_large')
    const file = keepFile(slack, { name: args.filename, owner: null, bytes: null, length: args.length })
    return { upload_url: `${slack.stage.url()}/slack/upload/${file.id}`, file_id: file.id }
  },
})

const completeUpload = method({
  token: 'bot',
  scopes: ['files:write'],
  tier: 4,
  args: z.object({
    files: json.pipe(z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1)),
    channel_id: z.string().optional(),
    channels: list.optional(),
    thread_ts: z.string().optional(),
    initial_comment: z.string().optional(),
    blocks: json.optional(),
  }),
  run: (args, call) => {
    const { slack } = call
    const done = args.files.map(({ id, title }) => {
      const file = slack.state.files.get(id)
      if (!file?.bytes) throw new SlackError('file_not_found')
      const titled = { ...file, title: title ?? file.title }
      slack.state.files.set(id, titled)
      return titled
    })
    const targets = [...(args.channel_id === undefined ? [] : [args.channel_id]), ...(args.channels ?? [])]
    const channels = targets.map((id) => writableChannel(slack, id))
    const comment = args.initial_comment ?? ''
    const content = comment === '' && args.blocks !== undefined ? checkedBody(slack, { blocks: args.blocks }) : null
    for (const channel of channels) {
      if (!channel.hasBot) throw new SlackError('not_in_channel')
      for (const file of done) shareFile(slack, file, channel.id)
      const root = args.thread_ts === undefined ? null : (threadOf(slack, channel, args.thread_ts)?.id ?? null)
      postAsBot(slack, {
        channel,
        thread: root,
        text: content?.text ?? comment,
        body: { ...(content?.body ?? { text: comment }), upload: true },
        onlyFor: null,
        files: done.map((file) => ({ id: file.id, name: file.name, size: file.length })),
        late: call.late,
      })
    }
    return { files: done.map((file) => fileObject(slack, file.id)) }
  },
})

const info = method({
  token: 'bot',
  scopes: ['files:read'],
  tier: 4,
  args: z.object({ file: z.string() }),
  run: (args, { slack }) => {
    if (!mayRead(slack, args.file)) throw new SlackError('file_not_found')
    return { file: fileObject(slack, args.file), comments: [], response_metadata: { next_cursor: '' } }
  },
})

const PER_PAGE = 100

const listAll = method({
  token: 'bot',
  scopes: ['files:read'],
  tier: 3,
  args: z.object({
    channel: z.string().optional(),
    user: z.string().optional(),
    ts_from: z.string().optional(),
    ts_to: z.string().optional(),
    count: whole.min(1).max(PER_PAGE).optional(),
    page: whole.min(1).optional(),
  }),
  run: (args, { slack }) => {
    const owner = args.user === undefined || args.user === slack.config.botUser ? null : ownerKey(slack, args.user)
    const all = [...slack.state.files.values()]
      .filter((file) => mayRead(slack, file.id))
      .filter((file) => args.user === undefined || file.owner === owner)
      .filter((file) => args.channel === undefined || file.channels.includes(args.channel))
      .filter((file) => file.created >= Number(args.ts_from ?? 0) && file.created <= Number(args.ts_to ?? 'Infinity'))
      .toReversed()
    const { count = PER_PAGE, page = 1 } = args
    return {
      files: all.slice((page - 1) * count, page * count).map((file) => fileObject(slack, file.id)),
      paging: { count, total: all.length, page, pages: Math.ceil(all.length / count) },
    }
  },
})

/** @throws SlackError `user_not_found` */
function ownerKey(slack: Slack, user: string): string {
  const person = slack.world.personById('slack', user)
  if (!person) throw new SlackError('user_not_found')
  return person.key
}

const remove = method({
  token: 'bot',
  scopes: ['files:write'],
  tier: 3,
  args: z.object({ file: z.string() }),
  run: (args, { slack }) => {
    if (slack.state.deletedFiles.has(args.file)) throw new SlackError('file_deleted')
    if (!mayRead(slack, args.file)) throw new SlackError('file_not_found')
    if (slack.state.files.get(args.file)?.owner !== null) throw new SlackError('cant_delete_file')
    slack.state.files.delete(args.file)
    slack.state.deletedFiles.add(args.file)
    return {}
  },
})

export const files: Readonly<Record<string, Method>> = {
  'files.delete': remove,
  'files.list': listAll,
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
  'files.info': info,
}
