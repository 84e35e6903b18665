import { word } from './check.js'

/** The lists of words that several elements share. */

export const alignment = word('left', 'center', 'right')
export const vertical = word('top', 'center', 'bottom')
export const containerStyle = word('default', 'emphasis', 'good', 'attention', 'warning', 'accent')
export const imageSize = word('auto', 'stretch', 'small', 'medium', 'large')
export const spacing = word('default', 'none', 'small', 'medium', 'large', 'extraLarge', 'padding')
export const blockHeight = word('auto', 'stretch')
export const colors = word('default', 'dark', 'light', 'accent', 'good', 'warning', 'attention')
export const fontSize = word('default', 'small', 'medium', 'large', 'extraLarge')
export const fontWeight = word('default', 'lighter', 'bolder')
export const fontType = word('default', 'monospace')
export const associatedInputs = word('auto', 'none')
