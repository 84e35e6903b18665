import type { Problem } from './card/check.js'
import { card as cardShape } from './card/elements.js'
import { teamsRules } from './card/rules.js'

export type { Problem }

/**
 * Says what is wrong with an Adaptive Card that a bot would send to Teams: shapes of Adaptive Cards 1.5 and of Teams' charts,
 * and the rules that Teams adds. Unknown elements and properties are problems, because clients drop them silently.
 * @param card anything; usually parsed JSON
 * @returns every problem with its path, none for a card that Teams shows
 */
export function validateCard(card: unknown): readonly Problem[] {
  return [...schemaProblems(card), ...teamsRules(card)]
}

/** The part of the verdict that the published schema of Adaptive Cards 1.5 shares. */
export function schemaProblems(card: unknown): readonly Problem[] {
  return cardShape(card, '')
}
