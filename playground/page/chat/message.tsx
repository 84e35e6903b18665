import { useMemo, useState } from 'preact/hooks'
import type { PlatformName, Post, PostFile } from '../../model.js'
import { useApp } from '../app.js'
import { isPicture, slackFileAddress } from '../files.js'
import { SlackBody } from '../slack/body.js'
import { channelKey, threadKey } from '../store/data.js'
import { isBy, unreadAfter } from '../store/posts.js'
import { TeamsBody } from '../teams/body.js'
import { agoOf, fullMomentOf, timeOf } from '../time.js'
import { Avatar } from '../ui/avatar.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Json } from '../ui/json.js'
import { words } from '../words.js'
import { MessageMenu } from './message-menu.js'
import { authorName, sizeOf } from './names.js'
import { Reactions } from './reactions.js'

const INLINE = 2

export interface MessageProps {
  readonly post: Post
  /** Follows another by the same author within minutes: drawn without name and picture. */
  readonly follows: boolean
  readonly replies: readonly Post[]
  /** Absent within a thread, where there is no thread to open. */
  readonly onThread?: ((thread: string) => void) | undefined
}

export function Message({ post, follows, replies, onThread }: MessageProps) {
  const { data, session } = useApp()
  const name = authorName(post.author, data)
  const bot = post.author.kind === 'bot'
  const own = isBy(post, data.me.value)
  const viewer = session.viewer.value
  const [json, setJson] = useState(false)
  const canReply = onThread !== undefined && post.onlyFor === null
  return (
    <li
      class={`message${follows ? ' message-follows' : ''}${post.onlyFor === null ? '' : ' message-private'}${own ? ' message-own' : ''}${bot ? ' message-bot' : ''}`}
      data-post={post.id}
      tabIndex={-1}
    >
      {post.onlyFor !== null && (
        <p class="message-note">
          <Icon name="eye" /> {words.message.onlyYou}
        </p>
      )}
      <Avatar name={name} bot={bot} />
      <div class="message-main">
        <p class="message-head">
          <strong dir="auto">{name}</strong>
          {bot && <span class="badge">{words.message.app}</span>}
          <time dateTime={post.at} title={fullMomentOf(post.at, viewer)}>
            {timeOf(post.at, viewer)}
          </time>
        </p>
        <div class="message-body">
          {post.platform === 'slack' ? <SlackBody post={post} /> : <TeamsBody post={post} />}
          {post.editedAt !== null && (
            <span class="edited" title={fullMomentOf(post.editedAt, viewer)}>
              ({words.message.edited})
            </span>
          )}
        </div>
        {post.files.map((file) => (
          <FileView key={file.id} file={file} platform={post.platform} />
        ))}
        <Reactions post={post} />
        {onThread !== undefined && replies.length > 0 && (
          <>
            <ThreadSummary post={post} replies={replies} onThread={onThread} />
            {post.platform === 'teams' && <InlineReplies replies={replies} />}
          </>
        )}
      </div>
      <div class="message-tools">
        {canReply && (
          <button
            type="button"
            class="icon-button"
            title={words.message.reply}
            aria-label={words.message.replyTo(name)}
            onClick={() => onThread(post.id)}
          >
            <Icon name="reply" />
          </button>
        )}
        <MessageMenu post={post} name={name} onJson={() => setJson(true)} />
      </div>
      {json && (
        <Dialog title={words.message.jsonTitle} onClose={() => setJson(false)} class="dialog-wide">
          <Json value={post.body} />
        </Dialog>
      )}
    </li>
  )
}

/** A file of a message, to be saved; a picture is shown. */
function FileView({ file, platform }: { file: PostFile; platform: PlatformName }) {
  const address = platform === 'slack' ? slackFileAddress(file.id, file.name) : `teams/files/${file.id}`
  return (
    <>
      {platform === 'slack' && isPicture(file.name) && <img class="picture" src={address} alt={file.name} />}
      <a class="file" href={address} download={file.name}>
        <Icon name="file" />
        <span>
          <strong dir="auto">{file.name}</strong>
          <small>{words.message.file(sizeOf(file.size))}</small>
        </span>
      </a>
    </>
  )
}

/** Teams shows the latest replies right below what they answer. */
function InlineReplies({ replies }: { replies: readonly Post[] }) {
  return (
    <ol class="inline-replies">
      {replies.slice(-INLINE).map((reply) => (
        <Message key={reply.id} post={reply} follows={false} replies={[]} />
      ))}
    </ol>
  )
}

function ThreadSummary({
  post,
  replies,
  onThread,
}: {
  post: Post
  replies: readonly Post[]
  onThread: (thread: string) => void
}) {
  const { data, reads, session } = useApp()
  const faces = useMemo(() => {
    const byName = new Map(replies.map((one) => [authorName(one.author, data), one.author.kind === 'bot']))
    return [...byName].slice(0, 4)
  }, [replies])
  const last = replies.at(-1)
  const mark = reads.marks.value[threadKey(channelKey(post.platform, post.channel), post.id)]
  const fresh = unreadAfter(replies, mark, data.me.value)
  return (
    <button type="button" class="thread-summary" onClick={() => onThread(post.id)}>
      <span class="faces">
        {faces.map(([name, bot]) => (
          <Avatar key={name} name={name} bot={bot} small />
        ))}
      </span>
      <span class="thread-count">{words.message.replies(replies.length)}</span>
      {fresh > 0 && <span class="pill">{words.message.newReplies(fresh)}</span>}
      {last !== undefined && (
        <time class="thread-last" dateTime={last.at}>
          {agoOf(new Date(last.at), session.viewer.value, nowOrLater(last))}
        </time>
      )}
    </button>
  )
}

/** "Ago" counts from now; a post whose clock runs ahead of this machine's was made just now. */
function nowOrLater(post: Post): string {
  return new Date(Math.max(Date.now(), Date.parse(post.at))).toISOString()
}
