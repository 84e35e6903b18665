import { useRef } from 'preact/hooks'
import type { Channel, PlatformName } from '../../model.js'
import { useApp } from '../app.js'
import { Avatar } from '../ui/avatar.js'
import { Icon, type IconName } from '../ui/icon.js'
import { words } from '../words.js'
import { channelName } from './names.js'

/** All channels of both platforms, with what is unread. Arrow keys move through them. */
export function Sidebar() {
  const { data } = useApp()
  const list = useRef<HTMLElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    const all = [...(list.current?.querySelectorAll<HTMLElement>('.channel-link') ?? [])]
    const next = all[all.findIndex((one) => one.matches(':focus')) + step]
    if (next === undefined) return
    event.preventDefault()
    next.focus()
  }
  return (
    <nav class="sidebar-list" ref={list} aria-label={words.sidebar.label} onKeyDown={onKeyDown} data-region>
      {(['slack', 'teams'] as const).map((platform) => {
        const channels = data.channels.value.filter((one) => one.platform === platform)
        return channels.length === 0 ? null : <Platform key={platform} platform={platform} channels={channels} />
      })}
      <p class="licences">
        <a href="licences.txt" target="_blank" rel="noopener">
          {words.sidebar.licences}
        </a>
      </p>
    </nav>
  )
}

function Platform({ platform, channels }: { platform: PlatformName; channels: readonly Channel[] }) {
  const teams = [...new Set(channels.flatMap((one) => (one.team === null ? [] : [one.team])))]
  const groups = [
    ...teams.map((team) => ({ title: team, list: channels.filter((one) => one.team === team) })),
    { title: words.sidebar.channels, list: channels.filter((one) => one.kind === 'channel' && one.team === null) },
    { title: words.sidebar.chats, list: channels.filter((one) => one.kind === 'group') },
    { title: words.sidebar.apps, list: channels.filter((one) => one.kind === 'direct') },
  ]
  return (
    <section class="sidebar-platform" data-platform={platform}>
      <h2>
        <span class="platform-mark" data-platform={platform}>
          {words.platform[platform]}
        </span>
      </h2>
      {groups
        .filter((group) => group.list.length > 0)
        .map((group) => (
          <div key={group.title}>
            <h3 dir="auto">{group.title}</h3>
            <ul>
              {group.list.map((channel) => (
                <ChannelLink key={channel.id} channel={channel} />
              ))}
            </ul>
          </div>
        ))}
    </section>
  )
}

function ChannelLink({ channel }: { channel: Channel }) {
  const { data, view } = useApp()
  const unread = data.channelData(channel.platform, channel.id).unread.value
  const shown = view.shown.value.includes(channel.platform) && view.current[channel.platform].value?.id === channel.id
  const name = channelName(channel, data)
  return (
    <li>
      <button
        type="button"
        class="channel-link"
        data-unread={unread > 0}
        aria-current={shown ? 'true' : undefined}
        onClick={() => view.show(channel.platform, channel.id)}
      >
        {channel.kind === 'direct' ? (
          <Avatar name={name} bot={channel.hasBot} small />
        ) : (
          <Icon name={iconOf(channel)} />
        )}
        <span class="channel-name" dir="auto">
          {channel.platform === 'slack' && channel.kind === 'channel' ? channel.name : name}
        </span>
        {channel.private && channel.kind === 'channel' && <span class="only-heard">{words.sidebar.private}</span>}
        {channel.archived && <small>{words.sidebar.archived}</small>}
        {unread > 0 && (
          <span class="pill" title={words.sidebar.unread(unread)}>
            {unread > 99 ? '99+' : unread}
            <span class="only-heard"> {words.sidebar.unread(unread)}</span>
          </span>
        )}
      </button>
    </li>
  )
}

function iconOf(channel: Channel): IconName {
  if (channel.kind === 'group') return 'people'
  return channel.private ? 'lock' : 'hash'
}
