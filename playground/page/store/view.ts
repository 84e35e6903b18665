import { computed, effect, signal } from '@preact/signals'
import type { Channel, PlatformName } from '../../model.js'
import type { Data } from './data.js'

export type Layout = PlatformName | 'both'
export type Scheme = 'light' | 'dark'

/** Below this width one platform is shown at a time; with the inspector open more is needed. */
const BOTH_FITS = '(min-width: 900px)'
const ALL_FITS = '(min-width: 1400px)'

/** What is shown where: the part of the page that the server does not know. The address keeps it over a reload. */
export function createView(data: Data) {
  const wide = mediaSignal(BOTH_FITS)
  const wider = mediaSignal(ALL_FITS)
  const darkWanted = mediaSignal('(prefers-color-scheme: dark)')
  const chosenScheme = signal<Scheme | null>(schemeOf(localStorage.getItem('scheme')))
  const scheme = computed<Scheme>(() => chosenScheme.value ?? (darkWanted.value ? 'dark' : 'light'))
  const layout = signal<Layout | null>(null)
  const active = signal<PlatformName>('slack')
  const places = { slack: signal<string | null>(null), teams: signal<string | null>(null) }
  const threads = { slack: signal<string | null>(null), teams: signal<string | null>(null) }
  /** Words that somebody else than the person puts into a composer. */
  const drafts = { slack: signal<string | null>(null), teams: signal<string | null>(null) }
  const homeOpen = signal(false)
  const inspector = signal(false)
  const drawer = signal(false)

  const fitsBoth = computed(() => (inspector.value ? wider.value : wide.value))
  const shown = computed<readonly PlatformName[]>(() => {
    const chosen = layout.value ?? defaultLayout(data)
    if (chosen !== 'both') return [chosen]
    return fitsBoth.value ? ['slack', 'teams'] : [active.value]
  })

  const channelOf = (platform: PlatformName): Channel | null => {
    const mine = data.channels.value.filter((one) => one.platform === platform)
    return mine.find((one) => one.id === places[platform].value) ?? busiest(mine, data) ?? null
  }
  const current = { slack: computed(() => channelOf('slack')), teams: computed(() => channelOf('teams')) }

  const show = (platform: PlatformName, channel: string) => {
    places[platform].value = channel
    threads[platform].value = null
    active.value = platform
    homeOpen.value = false
    drawer.value = false
    if (!shown.peek().includes(platform)) layout.value = platform
  }

  const setLayout = (next: Layout) => {
    layout.value = next
    if (next !== 'both') active.value = next
    else if (!fitsBoth.peek()) inspector.value = false
  }

  const toggleScheme = () => {
    chosenScheme.value = scheme.peek() === 'dark' ? 'light' : 'dark'
    localStorage.setItem('scheme', chosenScheme.peek() ?? '')
  }

  const forgetPlaces = () => {
    for (const platform of ['slack', 'teams'] as const) threads[platform].value = null
    homeOpen.value = false
    drawer.value = false
  }

  const readAddress = () => {
    const query = new URLSearchParams(location.search)
    layout.value = layoutOf(query.get('show'))
    places.slack.value = query.get('slack')
    places.teams.value = query.get('teams')
    active.value = layout.value === 'teams' ? 'teams' : 'slack'
    return query.get('person')
  }

  const writeAddress = () =>
    effect(() => {
      if (data.me.value === '') return
      const query = new URLSearchParams({ person: data.me.value })
      if (layout.value !== null) query.set('show', layout.value)
      for (const platform of ['slack', 'teams'] as const) {
        const place = places[platform].value
        if (place !== null) query.set(platform, place)
      }
      history.replaceState(null, '', `?${query}`)
    })

  return {
    fitsBoth,
    scheme,
    shown,
    layout: computed<Layout>(() => layout.value ?? defaultLayout(data)),
    active,
    current,
    threads,
    drafts,
    homeOpen,
    inspector,
    drawer,
    show,
    setLayout,
    toggleScheme,
    forgetPlaces,
    readAddress,
    writeAddress,
  }
}
export type View = ReturnType<typeof createView>

/** Who is on one platform only sees that one first; who is on both sees both. */
function defaultLayout(data: Data): Layout {
  const me = data.people.value.find((person) => person.key === data.me.value)
  if (me === undefined) return 'slack'
  if (me.slack === null) return 'teams'
  return me.teams === null ? 'slack' : 'both'
}

/** The channel with the newest word of the bot, so that a newcomer meets the digest and not an empty room. */
function busiest(channels: readonly Channel[], data: Data): Channel | undefined {
  const open = channels.filter((one) => one.kind !== 'direct')
  const newest = (channel: Channel) =>
    data
      .channelData(channel.platform, channel.id)
      .posts.peek()
      .findLast((post) => post.author.kind === 'bot')?.at ?? ''
  return [...open].sort((one, other) => newest(other).localeCompare(newest(one)))[0] ?? channels[0]
}

function mediaSignal(query: string) {
  const list = matchMedia(query)
  const value = signal(list.matches)
  list.addEventListener('change', () => {
    value.value = list.matches
  })
  return value
}

function layoutOf(text: string | null): Layout | null {
  return text === 'slack' || text === 'teams' || text === 'both' ? text : null
}

function schemeOf(text: string | null): Scheme | null {
  return text === 'light' || text === 'dark' ? text : null
}
