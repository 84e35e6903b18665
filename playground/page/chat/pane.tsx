import { useCallback, useMemo } from 'preact/hooks'
import type { Channel, PlatformName } from '../../model.js'
import { useApp } from '../app.js'
import { Home } from '../slack/home.js'
import { channelKey, threadKey } from '../store/data.js'
import { Icon } from '../ui/icon.js'
import { words } from '../words.js'
import { Composer } from './composer.js'
import { MessageList } from './message-list.js'
import { channelName, fullChannelName } from './names.js'
import { Start } from './start.js'
import { Thread } from './thread.js'

/** One platform: the open channel with its messages, a thread beside it, and the composer. */
export function Pane({ platform }: { platform: PlatformName }) {
  const { data, view } = useApp()
  const channel = view.current[platform].value
  const thread = view.threads[platform].value
  const label =
    channel === null
      ? words.platform[platform]
      : words.pane.label(words.platform[platform], fullChannelName(channel, data))
  const activate = () => {
    view.active.value = platform
  }
  return (
    <section
      class={`pane pane-${platform}${thread === null ? '' : ' pane-threaded'}`}
      aria-label={label}
      onFocusIn={activate}
      onPointerDown={activate}
    >
      {channel === null ? (
        <p class="empty">{words.sidebar.nobody(nameOfMe(data), words.platform[platform])}</p>
      ) : (
        <>
          <ChannelView channel={channel} />
          {thread !== null && <Thread channel={channel} thread={thread} />}
        </>
      )}
    </section>
  )
}

function nameOfMe(data: ReturnType<typeof useApp>['data']): string {
  return data.people.value.find((one) => one.key === data.me.value)?.name ?? words.person.unknown
}

function ChannelView({ channel }: { channel: Channel }) {
  const { view } = useApp()
  const home = channel.platform === 'slack' && channel.kind === 'direct' && channel.hasBot
  const homeOpen = home && view.homeOpen.value
  return (
    <div class="channel">
      <PaneHead channel={channel} home={home} />
      {homeOpen ? (
        <div class="home-frame" role="tabpanel" aria-label={words.pane.homeTab}>
          <Home />
        </div>
      ) : (
        <Conversation key={channelKey(channel.platform, channel.id)} channel={channel} />
      )}
    </div>
  )
}

function Conversation({ channel }: { channel: Channel }) {
  const { data, reads, view } = useApp()
  const key = channelKey(channel.platform, channel.id)
  const { board } = data.channelData(channel.platform, channel.id)
  const readBefore = useMemo(() => reads.marks.peek()[key], [key])
  // Teams shows the latest replies in the channel itself: who sees them there has read them.
  const markInline = () => {
    for (const [thread, replies] of board.peek().replies) {
      const latest = replies.at(-1)
      if (latest !== undefined) reads.mark(threadKey(key, thread), latest.id)
    }
  }
  // One function for as long as the channel is open: a new one would have every message drawn anew with each post.
  const openThread = useCallback(
    (thread: string) => {
      view.threads[channel.platform].value = thread
    },
    [channel.platform],
  )
  const threaded = channel.platform === 'slack' || channel.kind === 'channel'
  return (
    <>
      <MessageList
        id={`messages-${channel.platform}`}
        label={words.pane.list(channelName(channel, data))}
        posts={board.value.roots}
        replies={board.value.replies}
        readBefore={readBefore}
        onRead={(post) => {
          reads.mark(key, post)
          if (channel.platform === 'teams') markInline()
        }}
        newest={board.value.posts.at(-1)?.id}
        onThread={threaded ? openThread : undefined}
        start={<Start channel={channel} />}
      />
      <Composer channel={channel} thread={null} />
    </>
  )
}

function PaneHead({ channel, home }: { channel: Channel; home: boolean }) {
  const { data, view } = useApp()
  const name = channelName(channel, data)
  return (
    <header class="pane-head">
      <span class="platform-mark" data-platform={channel.platform}>
        {words.platform[channel.platform]}
      </span>
      <h2 dir="auto">
        {channel.team !== null && <small>{channel.team} / </small>}
        {name}
      </h2>
      {channel.private && channel.kind === 'channel' && <Icon name="lock" />}
      {channel.kind !== 'direct' && (
        <span class="pane-members" title={membersOf(channel, data)}>
          <Icon name="people" /> <span>{words.pane.members(channel.members.length)}</span>
        </span>
      )}
      {home && (
        <div class="tabs" role="tablist" aria-label={words.pane.tabs}>
          {([false, true] as const).map((isHome) => (
            <button
              key={String(isHome)}
              type="button"
              role="tab"
              aria-selected={view.homeOpen.value === isHome}
              onClick={() => {
                view.homeOpen.value = isHome
              }}
            >
              {isHome ? words.pane.homeTab : words.pane.messagesTab}
            </button>
          ))}
        </div>
      )}
    </header>
  )
}

function membersOf(channel: Channel, data: ReturnType<typeof useApp>['data']): string {
  return channel.members.map((key) => data.people.value.find((one) => one.key === key)?.name ?? key).join(', ')
}
