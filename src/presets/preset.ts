import type { z } from 'zod'
import type { Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import type { TextKey } from '../locales/areas.js'
import { Refusal } from '../locales/refusal.js'
import type { Texts } from '../locales/texts.js'

/** What a preset action was asked for. */
export interface Occasion {
  /** The record that it is about: `opportunities:acme-crm/D-17`. Null where it is a number. */
  readonly record: string | null
  /** The numbers that may stand in its words: they are shown to who may read them. */
  readonly discloses: readonly Subject[]
  /** Whether everybody who reads a place may read them. */
  mayRead(to: Place): Promise<boolean>
  /** What somebody added before it was done; empty where nothing was asked for. */
  readonly words: string
}

/** What came of it: what was made, and a sentence about it. */
export interface Done {
  readonly about: Subject | null
  said(t: Texts): Text
}

/** Who has it done, and the cause by which it is done once. */
export type Doing = Omit<Context, 'by'> & { readonly by: Person }

/**
 * Something that a capability can do by an agreement made beforehand. Each capability declares its own beside its verbs; who has it
 * done, and when, is up to whoever holds the agreement.
 */
export interface Preset<A> {
  /** What stands in a file as `action`. */
  readonly name: string
  /** What it is called where one chooses what is done. */
  readonly label: TextKey
  /** What it needs to be told, as it stands in a file; words in it may hold fields of the record. */
  readonly args: z.ZodType<A>
  /** What it will do, in few words: "hand over to Finance: set up invoicing". */
  title(args: A, context: Context): Promise<Text>
  /** Why it cannot be done as it is told, with the cure; null when it can. Asked when the agreement is made. */
  problem(args: A, context: Context): Promise<Refusal | null>
  /** Does it, in the transaction of the decision. @returns null if the same cause did it before @throws Refusal */
  run(args: A, context: Doing, occasion: Occasion): Promise<Done | null>
}

/** A preset whose argument type is forgotten: what it is told is read by its own schema. */
export interface AnyPreset {
  readonly name: string
  readonly label: TextKey
  /** @returns in words what is wrong with the arguments as they stand, or null */
  wrong(args: unknown, context: Context): Promise<string | null>
  /** Null for arguments that do not fit: what stands in a record may be longer than a title. */
  title(args: unknown, context: Context): Promise<Text | null>
  /** @throws Refusal also for arguments that do not fit, with what is wrong */
  run(args: unknown, context: Doing, occasion: Occasion): Promise<Done | null>
}

/** Makes a preset fit for a list of them. */
export function anyPreset<A>({ name, label, args: shape, title, problem, run }: Preset<A>): AnyPreset {
  return {
    name,
    label,
    wrong: async (args, context) => {
      const read = shape.safeParse(args)
      if (!read.success) return issuesOf(read.error)
      const refusal = await problem(read.data, context)
      return refusal && context.t.plain(refusal.key, refusal.args)
    },
    title: async (args, context) => {
      const read = shape.safeParse(args)
      return read.success ? title(read.data, context) : null
    },
    run: async (args, context, occasion) => {
      const read = shape.safeParse(args)
      if (!read.success) throw new Refusal('playbooks.does_not_fit', { says: issuesOf(read.error) })
      return run(read.data, context, occasion)
    },
  }
}

const issuesOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
