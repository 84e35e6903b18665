import type { Channel, CommandHint, PlatformName, ShortcutHint } from '../../model.js'

/** What the menu over the composer offers for the text before the caret. */
export interface Suggestions {
  readonly items: readonly Suggestion[]
  /** Where in the text the picked words go. */
  readonly from: number
}

export interface Suggestion {
  readonly key: string
  readonly kind: 'command' | 'shortcut' | 'person' | 'bot'
  readonly label: string
  readonly detail: string
  readonly insert: string
}

export interface Place {
  readonly platform: PlatformName
  /** `direct` is the person's own conversation with the bot, where nobody has to be mentioned. */
  readonly kind: Channel['kind']
  readonly botName: string
  readonly commands: readonly CommandHint[]
  /** The app's commands that are picked, not typed. */
  readonly shortcuts: readonly ShortcutHint[]
  readonly people: readonly { readonly key: string; readonly name: string; readonly title: string }[]
}

export function suggest(before: string, place: Place): Suggestions | null {
  return commandsFor(before, place) ?? mentionsFor(before, place)
}

/**
 * Slack: `/` begins a command. Teams: the bot's mention does, and in a conversation with the bot `/` opens the list; elsewhere the
 * slash offers what the manifest opts in for, which stays between the person and the bot.
 */
function commandsFor(before: string, place: Place): Suggestions | null {
  const slashed = /^\/(\S*)$/.exec(before)
  const mentioned = place.platform === 'slack' ? null : /^(\S*)$/.exec(withoutMention(before, place.botName) ?? ' ')
  const typed = (slashed?.[1] ?? mentioned?.[1])?.toLowerCase()
  if (typed === undefined) return null
  const here = slashed === null ? ofPlatform(place) : slashCommands(place)
  const items = here
    .filter((one) => bare(one.command).startsWith(typed))
    .map(
      (one): Suggestion => ({
        key: one.command,
        kind: 'command',
        label: `${one.command}${one.usage === '' ? '' : ` ${one.usage}`}`,
        detail: one.description,
        insert: `${one.command} `,
      }),
    )
  const all = slashed === null ? items : [...items, ...shortcutsFor(typed, place)]
  return all.length === 0 ? null : { items: all, from: slashed === null ? before.length - typed.length : 0 }
}

function ofPlatform(place: Pick<Place, 'platform' | 'commands'>): readonly CommandHint[] {
  return place.commands.filter((one) => one.platform === place.platform)
}

/** What a slash offers here, written as it is sent: with its slash, but for Teams' conversation with the bot. */
function slashCommands(place: Pick<Place, 'platform' | 'kind' | 'commands'>): readonly CommandHint[] {
  const all = ofPlatform(place)
  if (place.platform === 'slack' || place.kind === 'direct') return all
  return all
    .filter((one) => one.slash?.includes(place.kind))
    .map((one) => ({ ...one, command: `/${bare(one.command)}` }))
}

/** The menu that `/` opens also holds what is picked and not typed: it is found by the words of its name. */
function shortcutsFor(typed: string, place: Place): readonly Suggestion[] {
  if (place.platform === 'teams' && place.kind === 'direct') return []
  return place.shortcuts
    .filter((one) => one.platform === place.platform && one.on === 'everywhere')
    .filter((one) =>
      one.name
        .toLowerCase()
        .split(/\s+/)
        .some((word) => word.startsWith(typed)),
    )
    .map((one) => ({
      key: one.id,
      kind: 'shortcut',
      label: one.name,
      detail: one.description === '' ? place.botName : one.description,
      insert: '',
    }))
}

/** What follows the bot's mention at the beginning of a text; null where there is no mention. */
function withoutMention(text: string, botName: string): string | null {
  const lead = `@${botName} `
  return text.toLowerCase().startsWith(lead.toLowerCase()) ? text.slice(lead.length).trimStart() : null
}

function bare(command: string): string {
  return command.replace(/^\//, '').toLowerCase()
}

function mentionsFor(before: string, place: Place): Suggestions | null {
  const match = /(^|\s)@([\p{L}\p{N}]*)$/u.exec(before)
  if (match === null) return null
  const typed = (match[2] ?? '').toLowerCase()
  const fits = (name: string) =>
    name
      .toLowerCase()
      .split(/\s+/)
      .some((part) => part.startsWith(typed))
  const bot: Suggestion = {
    key: 'the bot',
    kind: 'bot',
    label: place.botName,
    detail: '',
    insert: `@${place.botName} `,
  }
  const people = place.people
    .filter((one) => fits(one.name))
    .map(
      (one): Suggestion => ({
        key: one.key,
        kind: 'person',
        label: one.name,
        detail: one.title,
        insert: `@${one.name} `,
      }),
    )
  const items = [...(fits(place.botName) ? [bot] : []), ...people]
  return items.length === 0 ? null : { items, from: before.length - typed.length - 1 }
}

/** The command whose arguments are being typed, for the hint below the composer. */
export function hintFor(text: string, place: Place): CommandHint | null {
  const said = place.platform === 'slack' ? text : (withoutMention(text, place.botName) ?? text)
  const typed = /^(\S+)\s/.exec(said)?.[1]
  if (typed === undefined || (place.platform === 'slack' && !typed.startsWith('/'))) return null
  return place.commands.find((one) => one.platform === place.platform && bare(one.command) === bare(typed)) ?? null
}

type Utterer = Pick<Place, 'platform' | 'kind' | 'botName' | 'commands'>

export type Utterance = { readonly act: 'command' | 'mention' | 'message'; readonly text: string }

/**
 * What a person does by sending this text. The bot's mention is taken off where it begins the text, in Teams wherever it
 * stands: the server puts the platform's own form in. In Slack a mention further on is found by the server.
 */
export function utteranceOf(text: string, place: Utterer): Utterance {
  const trimmed = text.trim()
  if (/^\/[^\s/]/.test(trimmed) && isCommand(trimmed, place)) return { act: 'command', text: trimmed }
  const name = `@${place.botName}`
  const at = trimmed.toLowerCase().indexOf(name.toLowerCase())
  const after = trimmed.charAt(at + name.length)
  const found = place.platform === 'slack' ? at === 0 : at >= 0
  if (!found || /[\p{L}\p{N}]/u.test(after)) return { act: 'message', text: trimmed }
  const rest = `${trimmed.slice(0, at)}${trimmed.slice(at + name.length)}`
  return { act: 'mention', text: rest.replace(/^[\s,:]+/, '').trim() }
}

/** In Slack every slash begins a command; in Teams only what is listed for slashes does, and the bot's own name beside it. */
function isCommand(text: string, place: Utterer): boolean {
  if (place.platform === 'slack') return true
  if (place.kind === 'direct') return false
  const listed = slashCommands(place).map((one) => bare(one.command))
  const names = listed.length === 0 ? [] : [...listed, place.botName.toLowerCase()]
  return names.some((name) => `${bare(text)} `.startsWith(`${name} `))
}
