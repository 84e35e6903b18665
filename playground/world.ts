import type { PlaygroundConfig } from './config.js'
import type {
  Channel,
  CommandHint,
  Dialog,
  Exchange,
  Happening,
  Person,
  PlatformName,
  Post,
  SearchHint,
  ShortcutHint,
} from './model.js'
import { channelsOf, peopleOf } from './people.js'

/** The inspector shows the latest; a playground that runs for days must not fill the memory. */
const EXCHANGES_KEPT = 1_000

type Listener = (happening: Happening) => void
type Patch = Partial<Omit<Post, 'platform' | 'channel' | 'id'>>

/**
 * Everything that exists in one playground, and the news of it. The platform parts write here, the page and the tests read.
 * Two clocks: `now()` is the machine's (identifiers, deadlines, limits; nobody can move it), `clock()` the business clock that
 * visitors move.
 */
export class World {
  readonly company: string
  readonly botName: string
  readonly botIds: readonly string[]
  readonly #now: () => number
  readonly #people: Person[]
  readonly #listeners = new Set<Listener>()
  readonly #channels = new Map<string, Channel>()
  readonly #posts = new Map<string, Post[]>()
  readonly #dialogs: Dialog[] = []
  readonly #homes = new Map<string, Readonly<Record<string, unknown>>>()
  readonly #exchanges: Exchange[] = []
  readonly #commands: CommandHint[] = []
  readonly #shortcuts: ShortcutHint[] = []
  readonly #searches: SearchHint[] = []
  #offset = 0
  #counter = 0
  #micros = 0

  constructor(config: PlaygroundConfig, now: () => number = Date.now) {
    this.company = config.company
    this.botName = config.botName
    this.botIds = [config.slack.botUser, `28:${config.teams.appId}`]
    this.#now = now
    this.#people = [...peopleOf(config)]
    for (const channel of channelsOf(config, this.people))
      this.#channels.set(keyOf(channel.platform, channel.id), channel)
  }

  /** Machine time in epoch milliseconds. */
  now(): number {
    return this.#now()
  }

  /** Business time, ISO 8601 in UTC. Runs on from wherever it was moved to. */
  clock(): string {
    return new Date(this.#now() + this.#offset).toISOString()
  }

  /** Moves the business clock to an instant (epoch milliseconds). */
  moveClock(to: number): void {
    this.#offset = to - this.#now()
    this.tell({ kind: 'clock', now: this.clock() })
  }

  /** A new number of this world; from 1. */
  next(): number {
    this.#counter += 1
    return this.#counter
  }

  /** Machine time in microseconds, never the same twice: two posts in one millisecond keep their order. */
  nextMicros(): number {
    this.#micros = Math.max(this.#now() * 1_000, this.#micros + 1)
    return this.#micros
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(happening: Happening): void {
    for (const listener of [...this.#listeners]) listener(happening)
  }

  get people(): readonly Person[] {
    return this.#people
  }

  /** Puts a changed person in the place of the one with the same key. */
  putPerson(person: Person): Person {
    const index = this.#people.findIndex(({ key }) => key === person.key)
    if (index >= 0) this.#people[index] = person
    return person
  }

  person(key: string): Person | undefined {
    return this.people.find((person) => person.key === key)
  }

  /** A person by the id that the platform uses in payloads: `U...`, `29:...`, or the Entra object id. */
  personById(platform: PlatformName, id: string): Person | undefined {
    return this.people.find((person) =>
      platform === 'slack' ? person.slack === id : person.teams?.id === id || person.teams?.aadObjectId === id,
    )
  }

  channels(platform?: PlatformName): readonly Channel[] {
    return [...this.#channels.values()].filter((one) => platform === undefined || one.platform === platform)
  }

  channel(platform: PlatformName, id: string): Channel | undefined {
    return this.#channels.get(keyOf(platform, id))
  }

  /** The conversation of one person with the bot. */
  direct(platform: PlatformName, person: string): Channel | undefined {
    return this.channels(platform).find((one) => one.kind === 'direct' && one.members.includes(person))
  }

  /** Adds a channel, or puts a changed one in its place. */
  putChannel(channel: Channel): Channel {
    this.#channels.set(keyOf(channel.platform, channel.id), channel)
    this.tell({ kind: 'channel', channel })
    return channel
  }

  addPost(post: Post): Post {
    const key = keyOf(post.platform, post.channel)
    const list = this.#posts.get(key)
    // One that shows late stands where its id says, as in the real services.
    if (list) list.splice(list.findLastIndex((other) => Number(other.id) <= Number(post.id)) + 1, 0, post)
    else this.#posts.set(key, [post])
    this.tell({ kind: 'post', post })
    return post
  }

  post(platform: PlatformName, channel: string, id: string): Post | undefined {
    return this.#posts.get(keyOf(platform, channel))?.find((post) => post.id === id)
  }

  /** Puts a changed post in the place of the old one. Returns undefined where there is none. */
  editPost(platform: PlatformName, channel: string, id: string, patch: Patch): Post | undefined {
    const list = this.#posts.get(keyOf(platform, channel)) ?? []
    const index = list.findIndex((post) => post.id === id)
    const old = list[index]
    if (old === undefined) return undefined
    const post = { ...old, ...patch }
    list[index] = post
    this.tell({ kind: 'edit', post })
    return post
  }

  removePost(platform: PlatformName, channel: string, id: string): boolean {
    const list = this.#posts.get(keyOf(platform, channel)) ?? []
    const index = list.findIndex((post) => post.id === id)
    if (index < 0) return false
    const [gone] = list.splice(index, 1)
    this.tell({ kind: 'delete', platform, channel, id, onlyFor: gone?.onlyFor ?? null })
    return true
  }

  /** The posts of one channel, or of all, oldest first. */
  posts(platform?: PlatformName, channel?: string): readonly Post[] {
    if (platform !== undefined && channel !== undefined) return [...(this.#posts.get(keyOf(platform, channel)) ?? [])]
    const all = [...this.#posts.values()].flat()
    return all.filter((post) => platform === undefined || post.platform === platform)
  }

  /** What a reload of the person's client does: private answers that are not stored are gone. Teams stores them for a day. */
  forgetPrivate(person: string): void {
    for (const list of this.#posts.values())
      for (const post of list.filter((one) => one.onlyFor === person && one.platform === 'slack'))
        list.splice(list.indexOf(post), 1)
  }

  /** The dialogs in front of one person, the lowest first; without a person everybody's. */
  dialogs(platform?: PlatformName, person?: string): readonly Dialog[] {
    return this.#dialogs.filter(
      (one) => (platform === undefined || one.platform === platform) && (person === undefined || one.person === person),
    )
  }

  /** Opens a dialog, or puts a changed one in the place of the one with the same platform, person and id. */
  putDialog(dialog: Dialog): Dialog {
    const index = this.#dialogs.findIndex((one) => sameDialog(one, dialog))
    if (index < 0) this.#dialogs.push(dialog)
    else this.#dialogs[index] = dialog
    this.tell({ kind: 'dialog', dialog })
    return dialog
  }

  closeDialog(platform: PlatformName, person: string, id: string): boolean {
    const index = this.#dialogs.findIndex((one) => sameDialog(one, { platform, person, id }))
    if (index < 0) return false
    this.#dialogs.splice(index, 1)
    this.tell({ kind: 'dialog closed', platform, person, id })
    return true
  }

  home(platform: PlatformName, person: string): Readonly<Record<string, unknown>> | undefined {
    return this.#homes.get(keyOf(platform, person))
  }

  setHome(platform: PlatformName, person: string, view: Readonly<Record<string, unknown>>): void {
    this.#homes.set(keyOf(platform, person), view)
    this.tell({ kind: 'home', platform, person, view })
  }

  /** The passing words of the client itself: an error at the foot of the window. */
  toast(platform: PlatformName, person: string, text: string, tone: 'info' | 'error'): void {
    this.tell({ kind: 'toast', platform, person, text, tone })
  }

  /** Keeps one exchange with the bot for the inspector. */
  record(exchange: Omit<Exchange, 'id' | 'at'>): Exchange {
    const kept = { ...exchange, id: this.next(), at: new Date(this.#now()).toISOString() }
    this.#exchanges.push(kept)
    if (this.#exchanges.length > EXCHANGES_KEPT) this.#exchanges.shift()
    this.tell({ kind: 'exchange', exchange: kept })
    return kept
  }

  exchanges(): readonly Exchange[] {
    return [...this.#exchanges]
  }

  addCommands(hints: readonly CommandHint[]): void {
    this.#commands.push(...hints)
  }

  commands(): readonly CommandHint[] {
    return [...this.#commands]
  }

  addShortcuts(hints: readonly ShortcutHint[]): void {
    this.#shortcuts.push(...hints)
  }

  shortcuts(): readonly ShortcutHint[] {
    return [...this.#shortcuts]
  }

  addSearches(hints: readonly SearchHint[]): void {
    this.#searches.push(...hints)
  }

  searches(): readonly SearchHint[] {
    return [...this.#searches]
  }
}

function keyOf(platform: PlatformName, id: string): string {
  return `${platform}/${id}`
}

function sameDialog(
  one: Pick<Dialog, 'platform' | 'person' | 'id'>,
  other: Pick<Dialog, 'platform' | 'person' | 'id'>,
) {
  return one.platform === other.platform && one.person === other.person && one.id === other.id
}
