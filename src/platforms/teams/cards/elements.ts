import type { Call } from '../../../chat/action.js'
import type { Values } from '../../../chat/form.js'

/** The part of Adaptive Cards 1.5 that Drumbeat draws, and Teams' charts. Everything is plain JSON. */

export type Spacing = 'none' | 'small' | 'default' | 'medium' | 'large'

interface Placed {
  readonly separator?: boolean
  readonly spacing?: Spacing
}

/** Never parsed as Markdown, and so the home of whatever a person typed. */
export interface TextRun {
  readonly type: 'TextRun'
  readonly text: string
  readonly weight?: 'bolder'
  readonly italic?: boolean
  readonly fontType?: 'monospace'
  readonly isSubtle?: boolean
  readonly size?: 'small' | 'large'
  readonly color?: 'attention'
  readonly selectAction?: OpenUrl
}

export interface RichText extends Placed {
  readonly type: 'RichTextBlock'
  readonly inlines: readonly TextRun[]
  readonly horizontalAlignment?: 'right'
}

/** Parsed as Markdown: only for text that has been found harmless, because headings and mentions exist nowhere else. */
export interface TextBlock extends Placed {
  readonly type: 'TextBlock'
  readonly text: string
  readonly wrap: true
  readonly style?: 'heading'
  readonly weight?: 'bolder'
  readonly size?: 'small' | 'large'
  readonly isSubtle?: boolean
  readonly horizontalAlignment?: 'right'
}

export interface FactSet extends Placed {
  readonly type: 'FactSet'
  readonly facts: readonly { readonly title: string; readonly value: string }[]
}

export interface TableElement extends Placed {
  readonly type: 'Table'
  readonly firstRowAsHeader: boolean
  readonly showGridLines: boolean
  readonly columns: readonly { readonly width: number; readonly horizontalCellContentAlignment?: 'right' }[]
  readonly rows: readonly {
    readonly type: 'TableRow'
    readonly cells: readonly { readonly type: 'TableCell'; readonly items: readonly (RichText | TextBlock)[] }[]
  }[]
}

export interface ColumnSet extends Placed {
  readonly type: 'ColumnSet'
  readonly columns: readonly {
    readonly type: 'Column'
    readonly width: number
    readonly style: 'accent' | 'emphasis'
    readonly minHeight: string
    readonly items: readonly []
  }[]
}

export interface Container extends Placed {
  readonly type: 'Container'
  readonly id: string
  readonly isVisible: boolean
  readonly style: 'emphasis'
  readonly items: readonly Element[]
}

export interface ActionSet extends Placed {
  readonly type: 'ActionSet'
  readonly actions: readonly CardAction[]
}

/** A table under its title, in the place of a chart that a client cannot draw. */
export interface Titled {
  readonly type: 'Container'
  readonly items: readonly Element[]
}

interface ChartFrame extends Placed {
  readonly title: string
  readonly fallback: Titled
}

interface Point {
  readonly x: string
  readonly y: number
}

interface Axes {
  readonly yAxisTitle?: string
}

export type ChartElement =
  | (ChartFrame & {
      readonly type: 'Chart.Pie'
      readonly data: readonly { readonly legend: string; readonly value: number }[]
    })
  | (ChartFrame & Axes & { readonly type: 'Chart.VerticalBar'; readonly data: readonly Point[] })
  | (ChartFrame &
      Axes & {
        readonly type: 'Chart.Line' | 'Chart.VerticalBar.Grouped'
        readonly data: readonly { readonly legend: string; readonly values: readonly Point[] }[]
      })

interface InputFrame extends Placed {
  readonly id: string
  readonly label: string
  readonly isRequired: boolean
  readonly errorMessage: string
}

export type InputElement =
  | (InputFrame & {
      readonly type: 'Input.Text'
      readonly isMultiline: boolean
      readonly maxLength: number
      readonly regex?: string
      readonly placeholder?: string
      readonly value?: string
    })
  | (InputFrame & {
      readonly type: 'Input.Number'
      readonly min?: number
      readonly max?: number
      readonly placeholder?: string
      readonly value?: number
    })
  | (InputFrame & { readonly type: 'Input.Date' | 'Input.Time'; readonly value?: string })
  | (InputFrame & {
      readonly type: 'Input.ChoiceSet'
      readonly style: 'compact' | 'filtered'
      readonly isMultiSelect: boolean
      readonly choices: readonly { readonly title: string; readonly value: string }[]
      readonly 'choices.data'?: { readonly type: 'Data.Query'; readonly dataset: string }
      readonly placeholder?: string
      readonly value?: string
    })

export type Element =
  | RichText
  | TextBlock
  | FactSet
  | TableElement
  | ColumnSet
  | Container
  | ActionSet
  | ChartElement
  | InputElement

export interface OpenUrl {
  readonly type: 'Action.OpenUrl'
  readonly title?: string
  readonly url: string
  readonly mode?: 'secondary'
}

export interface Submit {
  readonly type: 'Action.Submit'
  readonly title: string
  readonly data: { readonly msteams?: { readonly type: 'task/fetch' }; readonly drumbeat: Carried }
  readonly associatedInputs?: 'none'
  readonly mode?: 'secondary'
}

interface Execute {
  readonly type: 'Action.Execute'
  readonly title: string
  readonly verb: string
  readonly data: { readonly drumbeat: Carried }
  readonly fallback: Submit
  readonly mode?: 'secondary'
}

interface Toggle {
  readonly type: 'Action.ToggleVisibility'
  readonly title: string
  readonly targetElements: readonly string[]
  readonly mode?: 'secondary'
}

export type CardAction = OpenUrl | Submit | Execute | Toggle

/** How an input's value comes back, so that a number is a number again and many choices are a list. */
export type InputKind = 'text' | 'number' | 'choices'

/**
 * What a control of a card brings back to the bot, under the one key `drumbeat` beside the values of inputs. `draft` is what
 * words had already said when they turned out to need a form. `alone` says that only one person sees the card.
 */
export type Carried =
  | { readonly kind: 'call'; readonly call: Call; readonly alone: boolean; readonly draft: Values }
  | {
      readonly kind: 'submit'
      readonly call: Call
      readonly alone: boolean
      readonly inputs: Readonly<Record<string, InputKind>>
    }
  | { readonly kind: 'cancel' }

export interface Mention {
  readonly type: 'mention'
  readonly text: string
  readonly mentioned: { readonly id: string; readonly name: string }
}

export interface AdaptiveCard {
  readonly type: 'AdaptiveCard'
  readonly $schema: string
  readonly version: '1.5'
  readonly body: readonly Element[]
  readonly msteams: { readonly width: 'Full'; readonly entities?: readonly Mention[] }
}
