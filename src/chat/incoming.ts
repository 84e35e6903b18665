import { z } from 'zod'
import { call } from './action.js'
import { madeFile, sharedFile } from './file.js'
import { form, option, values } from './form.js'
import { message } from './message.js'
import { account, place, postRef } from './place.js'
import { text } from './text.js'

const common = { key: z.string(), from: account, at: place, locale: z.string().nullable() }

/**
 * Everything a person can do to the bot, whatever the platform. `key` is the same for a second delivery of the same thing
 * (Slack's event id or trigger id, Teams' activity id), so that whatever it causes can be made once. `locale` is what the
 * platform says of the person's language (BCP 47), if it says anything.
 *
 * `words` covers slash commands, mentions and direct messages alike: `/kpi win rate` arrives as `kpi win rate`,
 * `/drumbeat kpi win rate` and `@Drumbeat kpi win rate` too, with the bot's mention taken off. `files` were shared with the bot
 * in its direct conversation, perhaps with words beside them.
 */
export const incoming = z
  .discriminatedUnion('kind', [
    z.object({ ...common, kind: z.literal('words'), text: z.string() }),
    z.object({ ...common, kind: z.literal('press'), call, on: postRef.nullable() }),
    z.object({ ...common, kind: z.literal('submit'), call, values }),
    z.object({ ...common, kind: z.literal('search'), call, field: z.string(), text: z.string() }),
    z.object({ ...common, kind: z.literal('home') }),
    z.object({ ...common, kind: z.literal('files'), text: z.string(), files: z.array(sharedFile).min(1).readonly() }),
  ])
  .readonly()
export type Incoming = z.infer<typeof incoming>

/**
 * What goes back to the person who acted, and to nobody else. `redraw` replaces the card on which the button stood;
 * `form` opens (or, after a submit with errors, reopens) a form; `options` answers a search; `done` closes a form silently;
 * `file` goes into their direct conversation, wherever they acted.
 */
export const reply = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('tell'), message }),
    z.object({ kind: z.literal('redraw'), message, note: text.nullable() }),
    z.object({ kind: z.literal('form'), form }),
    z.object({ kind: z.literal('options'), options: z.array(option).readonly() }),
    z.object({ kind: z.literal('home'), message }),
    z.object({ kind: z.literal('done') }),
    z.object({ kind: z.literal('file'), file: madeFile }),
  ])
  .readonly()
export type Reply = z.infer<typeof reply>
