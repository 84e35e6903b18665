import { z } from 'zod'
import { SlackError } from '../errors.js'
import { fileObject, keepFile, shareFile } from '../files.js'
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
    const content = comment === '' && args.blocks !== undefined ? checkedBody({ blocks: args.blocks }) : null
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

/** The bot sees its own files and those shared where it is. */
export function mayRead(slack: Slack, id: string): boolean {
  const file = slack.state.files.get(id)
  if (!file?.bytes) return false
  return file.owner === null || file.channels.some((one) => slack.world.channel('slack', one)?.hasBot === true)
}

export const files: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
  'files.info': info,
}
