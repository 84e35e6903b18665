import { HostConfig } from 'adaptivecards'

/** Colours are the page's own variables, so that a card follows the colour scheme without being drawn anew. */
const tone = (name: string, subtle = name) => ({ default: `var(--${name})`, subtle: `var(--${subtle})` })
const text = {
  default: tone('text', 'text-soft'),
  dark: tone('text', 'text-soft'),
  light: tone('text-soft'),
  accent: tone('link'),
  good: tone('good'),
  warning: tone('warn'),
  attention: tone('bad'),
}
const ground = (name: string) => ({ backgroundColor: `var(--${name})`, foregroundColors: text })

/** How cards look on the page: Teams' measures, the page's colours. */
export function hostConfig(): HostConfig {
  return new HostConfig({
    fontFamily: 'inherit',
    supportsInteractivity: true,
    fontSizes: { small: 12, default: 14, medium: 15, large: 18, extraLarge: 22 },
    fontWeights: { lighter: 300, default: 400, bolder: 650 },
    lineHeights: { small: 16, default: 20, medium: 21, large: 24, extraLarge: 28 },
    imageSizes: { small: 32, medium: 52, large: 100 },
    spacing: { small: 4, default: 8, medium: 14, large: 20, extraLarge: 28, padding: 14 },
    separator: { lineThickness: 1, lineColor: 'var(--line)' },
    containerStyles: {
      default: ground('card'),
      emphasis: ground('card-soft'),
      accent: ground('ground-accent'),
      good: ground('ground-good'),
      warning: ground('ground-warn'),
      attention: ground('ground-bad'),
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      allowTitleToWrap: true,
    },
    inputs: {
      label: {
        inputSpacing: 'small',
        requiredInputs: { suffix: ' *', suffixColor: 'attention', weight: 'bolder' },
        optionalInputs: { weight: 'bolder' },
      },
      errorMessage: { color: 'attention', size: 'small' },
      allowDynamicallyFilteredChoiceSet: true,
      debounceTimeInMilliSeconds: 150,
    },
    adaptiveCard: { allowCustomStyle: false },
    factSet: {
      title: { weight: 'bolder', wrap: true, maxWidth: 200 },
      value: { wrap: true },
      spacing: 12,
    },
    table: { cellSpacing: 8 },
    textBlock: { headingLevel: 3 },
    textStyles: {
      heading: { size: 'large', weight: 'bolder' },
      columnHeader: { weight: 'bolder' },
    },
  })
}
