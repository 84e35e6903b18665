import { z } from 'zod'
import type { Dialog, Post } from './model.js'

/**
 * What a person can do on a platform, the same for the page, the control API and the tests. Each platform signs and delivers
 * it like the real service, and answers with what that person's client would then show.
 *
 * `channel` is an id, a name (`#revenue`, `Finance`, or `Team/Channel` in Teams), or `direct` for the person's own
 * conversation with the bot. `post` is an id; without it the latest post that has the named control is meant.
 */
const person = z.string().min(1)
const channel = z.string().min(1).default('direct')
const thread = z.string().min(1).optional()
const text = z.string()

/** What is filled in, by block or input id, action id, `block id/action id`, or visible label. Dates `YYYY-MM-DD`, times `HH:MM`. */
export const fields = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
)
export type Fields = z.output<typeof fields>

/** Where the control stands: in a post (the usual), in a dialog (`dialog`, an id or `top`), or on the bot's home. */
const where = {
  person,
  channel,
  post: z.string().optional(),
  dialog: z.string().optional(),
  home: z.boolean().default(false),
}

export const wordsAct = z.strictObject({ person, channel, thread, text })
/** `button` is an action id, `block id/action id`, or the visible label. `confirm` says yes to a confirmation that the button asks for. */
export const pressAct = z.strictObject({
  ...where,
  button: z.string(),
  values: fields.default({}),
  confirm: z.boolean().optional(),
})
export const chooseAct = z.strictObject({
  ...where,
  field: z.string(),
  value: z.union([z.string(), z.number(), z.array(z.string()), z.null()]),
  confirm: z.boolean().optional(),
})
export const submitAct = z.strictObject({ person, dialog: z.string().default('top'), values: fields.default({}) })
export const cancelAct = z.strictObject({ person, dialog: z.string().default('top') })
export const searchAct = z.strictObject({ ...where, field: z.string(), text })
export const homeAct = z.strictObject({ person })
/** `bytes` is base64. With `field` the file goes into that field of a form, and the answer's `options` name it by its id. */
export const fileAct = z.strictObject({
  person,
  channel,
  thread,
  dialog: z.string().optional(),
  field: z.string().optional(),
  name: z.string().min(1),
  bytes: z.base64(),
  text: text.default(''),
})
export const reactAct = z.strictObject({ person, channel, post: z.string(), name: z.string() })
/**
 * A command of the global menu, or of a post's menu where `post` is given: its id or its visible name. In Teams an action of the
 * message extension, or `Refresh card`.
 */
export const shortcutAct = z.strictObject({ person, shortcut: z.string(), channel, post: z.string().optional() })
/**
 * A message extension of Teams: a search command by id or title, with what is typed into it. `pick` sends the result with this label,
 * or at this place from 0, of the search before.
 */
export const extensionAct = z.strictObject({
  person,
  channel,
  thread,
  command: z.string(),
  text: text.default(''),
  pick: z.string().optional(),
})
/** What happens to a channel, as an administrator or a member does it. `person` joins, leaves, or is the one who acts. */
export const channelAct = z.strictObject({
  person,
  channel,
  change: z.enum(['create', 'archive', 'unarchive', 'rename', 'join', 'leave', 'add bot', 'remove bot']),
  name: z.string().optional(),
})
/** What an administrator does to a person's account. */
export const accountAct = z.strictObject({ person, change: z.enum(['deactivate', 'activate']) })
export const installAct = z.strictObject({ person, change: z.enum(['install', 'uninstall']) })

export type WordsAct = z.output<typeof wordsAct>
export type PressAct = z.output<typeof pressAct>
export type ChooseAct = z.output<typeof chooseAct>
export type SubmitAct = z.output<typeof submitAct>
export type CancelAct = z.output<typeof cancelAct>
export type SearchAct = z.output<typeof searchAct>
export type HomeAct = z.output<typeof homeAct>
export type FileAct = z.output<typeof fileAct>
export type ReactAct = z.output<typeof reactAct>
export type ShortcutAct = z.output<typeof shortcutAct>
export type ExtensionAct = z.output<typeof extensionAct>
export type ChannelAct = z.output<typeof channelAct>
export type AccountAct = z.output<typeof accountAct>
export type InstallAct = z.output<typeof installAct>

/**
 * What the person's client shows. `ok`: the bot took it. `failed`: the bot did not answer, or wrongly; `toast` is what the
 * client says then. `refused`: the client itself does not let this through (a required field is empty, the button is not
 * there, a confirmation was not given): nothing was sent; `errors` or `confirm` say what is missing.
 * `posts` are those that this person saw come or change before the bot's answer was in; later ones come as happenings.
 */
export interface ActResult {
  readonly status: 'ok' | 'failed' | 'refused'
  readonly posts?: readonly Post[]
  readonly dialog?: Dialog
  readonly errors?: Readonly<Record<string, string>>
  readonly toast?: string
  readonly options?: readonly { readonly label: string; readonly value: string; readonly description?: string }[]
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string }
}

/** Implemented by each platform. None of them rejects for what a person did wrong: that is a `refused` result. */
export interface Acts {
  /** A slash command in Slack; in Teams the same words as a message, with the bot's mention in channels. */
  command(act: WordsAct): Promise<ActResult>
  mention(act: WordsAct): Promise<ActResult>
  message(act: WordsAct): Promise<ActResult>
  press(act: PressAct): Promise<ActResult>
  choose(act: ChooseAct): Promise<ActResult>
  submit(act: SubmitAct): Promise<ActResult>
  cancel(act: CancelAct): Promise<ActResult>
  search(act: SearchAct): Promise<ActResult>
  openHome(act: HomeAct): Promise<ActResult>
  file(act: FileAct): Promise<ActResult>
  react(act: ReactAct): Promise<ActResult>
  shortcut(act: ShortcutAct): Promise<ActResult>
  extension(act: ExtensionAct): Promise<ActResult>
  channel(act: ChannelAct): Promise<ActResult>
  install(act: InstallAct): Promise<ActResult>
  account(act: AccountAct): Promise<ActResult>
}

/** The client does not let it through: nothing was sent. */
export function refused(why: string, errors?: Readonly<Record<string, string>>): ActResult {
  return { status: 'refused', toast: why, ...(errors && { errors }) }
}
