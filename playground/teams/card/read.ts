import { isObject } from './check.js'
import { nodes } from './walk.js'

/** The texts of a card as a reader meets them, one line each; buttons and what stands behind them are left out. */
export function cardText(card: unknown): string {
  return nodes(card)
    .filter((node) => !node.fallback && !node.path.includes('actions['))
    .flatMap(({ type, json }): readonly unknown[] => {
      if (type === 'TextBlock') return [json.text]
      if (type === 'FactSet' && Array.isArray(json.facts))
        return json.facts.map((fact) => (isObject(fact) ? `${fact.title}: ${fact.value}` : ''))
      if (type === 'RichTextBlock' && Array.isArray(json.inlines))
        return [json.inlines.map((one) => (typeof one === 'string' ? one : isObject(one) ? one.text : '')).join('')]
      if (type.startsWith('Input.')) return [json.label ?? json.title]
      return type.startsWith('Chart.') ? [json.title] : []
    })
    .filter((one) => typeof one === 'string' && one !== '')
    .join('\n')
}
