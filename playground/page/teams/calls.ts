import type { Choice } from '../ui/option.js'

/** A button of a card that reaches the bot, with what is filled in. */
export interface Pressed {
  readonly button: string
  readonly values: Readonly<Record<string, string | null>>
}

/** What a drawn card asks of the page around it. */
export interface CardCalls {
  press(pressed: Pressed): Promise<void>
  search(field: string, text: string): Promise<readonly Choice[]>
}
