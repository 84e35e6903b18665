import { z } from 'zod'
import type { Action } from '../chat/action.js'
import { type FactName, factNames } from '../facts/catalogue.js'

const drop = z.int().min(1)
const one = z.object({ drop })
const name = z.string().max(200)

type One = { drop: number }

/** Shows a file that was dropped and is not finished, as it stands. */
export const openDrop: Action<One> = { id: 'drops.open', args: one, opens: null }

/** Says which sheet of a workbook is meant. `sheet`: which of them, from 0. */
export const chooseSheet: Action<One & { sheet: number }> = {
  id: 'drops.sheet',
  args: one.extend({ sheet: z.int().min(0).max(500) }),
  opens: null,
}

/** Says what the rows of a file are; null: a list that knows more about names. */
export const chooseFact: Action<One & { fact: FactName | null }> = {
  id: 'drops.fact',
  args: one.extend({ fact: z.enum(factNames).nullable() }),
  opens: null,
}

/** Opens the form with what only a person knows of a file. */
export const answerQuestions: Action<One> = { id: 'drops.answer', args: one, opens: 'form' }

/** Opens the form with every field and its column. */
export const editColumns: Action<One> = { id: 'drops.columns', args: one, opens: 'form' }

/** Forgets how a file would be read as before, and begins with its columns. */
export const setUpAnew: Action<One> = { id: 'drops.anew', args: one, opens: null }

/** Imports a file. */
export const importDrop: Action<One> = { id: 'drops.import', args: one, opens: null }

/** Throws a file away that was not imported. */
export const discardDrop: Action<One> = { id: 'drops.discard', args: one, opens: null }

/** Says of two names that look alike whether they are the same; the rows are put right. */
export const settleName: Action<One & { field: string; name: string; near: string; same: boolean }> = {
  id: 'drops.name',
  args: one.extend({ field: name, name, near: name, same: z.boolean() }),
  opens: null,
}

/** Reads an imported file again with a list beside it that came later. */
export const joinList: Action<One & { list: number }> = {
  id: 'drops.join',
  args: one.extend({ list: drop }),
  opens: null,
}

/** Shows the rows that were refused, with their reasons. */
export const showRefused: Action<One> = { id: 'drops.refused', args: one, opens: null }

/** Opens the form in which a person states a total of their own system, to hold ours against. */
export const checkTotal: Action<One> = { id: 'drops.check', args: one, opens: 'form' }

/** Shows how a file is read, as the YAML that `drumbeat import` takes. */
export const showMapping: Action<One> = { id: 'drops.mapping', args: one, opens: null }
