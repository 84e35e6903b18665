import { useApp } from '../app.js'
import { Icon } from '../ui/icon.js'
import { words } from '../words.js'
import { Clock } from './clock.js'
import { HelpMenu } from './help-menu.js'
import { PersonMenu } from './person-menu.js'

/** Who one is, what is shown, what time the bot has. */
export function TopBar() {
  const { data, view } = useApp()
  const dark = view.scheme.value === 'dark'
  return (
    <header class="top-bar">
      <button
        type="button"
        class="icon-button top-menu"
        aria-label={words.top.menu}
        aria-expanded={view.drawer.value}
        onClick={() => {
          view.drawer.value = !view.drawer.value
        }}
      >
        <Icon name="menu" />
        <Unread />
      </button>
      <h1>
        <span class="brand" aria-hidden="true">
          <Icon name="drum" />
        </span>
        <span class="brand-words">
          <bdi>{data.company.value}</bdi> <small>{words.top.subtitle}</small>
        </span>
      </h1>
      <LayoutSwitch />
      <div class="top-tools">
        <Clock />
        <button
          type="button"
          class="tool-button"
          aria-pressed={view.inspector.value}
          title={words.top.inspectorHint}
          onClick={() => {
            view.inspector.value = !view.inspector.value
          }}
        >
          <Icon name="braces" />
          <span>{words.top.inspector}</span>
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={dark ? words.top.light : words.top.dark}
          title={dark ? words.top.light : words.top.dark}
          onClick={view.toggleScheme}
        >
          <Icon name={dark ? 'sun' : 'moon'} />
        </button>
        <HelpMenu />
        <PersonMenu />
      </div>
    </header>
  )
}

/** Says on the narrow window's menu button that something waits behind it. */
function Unread() {
  const { data } = useApp()
  const waiting = data.channels.value.some((one) => data.channelData(one.platform, one.id).unread.value > 0)
  return waiting ? <i class="dot" /> : null
}

function LayoutSwitch() {
  const { data, view } = useApp()
  const chosen = view.fitsBoth.value ? view.layout.value : (view.shown.value[0] ?? 'slack')
  const unread = (platform: 'slack' | 'teams') =>
    !view.shown.value.includes(platform) &&
    data.channels.value.some((one) => one.platform === platform && data.channelData(platform, one.id).unread.value > 0)
  return (
    <fieldset class="segments" aria-label={words.top.layout}>
      <button type="button" aria-pressed={chosen === 'slack'} onClick={() => view.setLayout('slack')}>
        {words.platform.slack}
        {unread('slack') && <i class="dot" />}
      </button>
      <button
        type="button"
        class="segment-both"
        aria-pressed={chosen === 'both'}
        onClick={() => view.setLayout('both')}
      >
        {words.top.both}
      </button>
      <button type="button" aria-pressed={chosen === 'teams'} onClick={() => view.setLayout('teams')}>
        {words.platform.teams}
        {unread('teams') && <i class="dot" />}
      </button>
    </fieldset>
  )
}
