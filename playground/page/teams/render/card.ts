import {
  type Action,
  AdaptiveCard,
  ChoiceSetInput,
  ExecuteAction,
  GlobalSettings,
  type IMarkdownProcessingResult,
  type Input,
  OpenUrlAction,
  SerializationContext,
  SubmitAction,
  Versions,
} from 'adaptivecards'
import { h, render } from 'preact'
import { type App, AppContext } from '../../app.js'
import { parseMarkdown } from '../../text/markdown.js'
import { safeUrl } from '../../text/nodes.js'
import { Parts } from '../../text/rich.js'
import { words } from '../../words.js'
import type { CardCalls, Pressed } from '../calls.js'
import { hostConfig } from './host-config.js'
import { namesOf } from './names.js'
import { elementRegistry, type Mounted } from './registry.js'

/**
 * Draws a card into `host`. Returns what takes it down again.
 * @throws Error where the card cannot be drawn at all
 */
export function drawCard(host: HTMLElement, payload: unknown, app: App, calls: CardCalls): () => void {
  const mounted: Mounted = new Set()
  GlobalSettings.setTabIndexAtCardRoot = false
  GlobalSettings.useWebkitLineClamp = true
  AdaptiveCard.onProcessMarkdown = (text, result) => processMarkdown(text, result, app)
  const sources = new Map<Action, unknown>()
  const context = new SerializationContext(Versions.latest)
  context.setElementRegistry(elementRegistry(app, calls, mounted))
  context.onParseAction = (action, source) => sources.set(action, source)
  const card = new AdaptiveCard()
  card.hostConfig = hostConfig()
  card.parse(payload, context)
  const names = namesOf(payload)
  card.onExecuteAction = (action) => {
    if (action instanceof OpenUrlAction) follow(action.url)
    else if (action instanceof SubmitAction || action instanceof ExecuteAction)
      void calls.press({ button: names(sources.get(action), action.title ?? ''), values: valuesOf(action) })
  }
  card.onInputValueChanged = (input) => void look(input, calls)
  const drawn = card.render()
  if (drawn === undefined) throw new Error(words.blocks.cardBroken)
  replacePictures(drawn)
  host.replaceChildren(drawn)
  card.updateLayout()
  return () => {
    for (const one of mounted) render(null, one)
    host.replaceChildren()
  }
}

/**
 * The library takes the text of a block as HTML. What it gets is written by the browser from elements that the page built
 * out of text nodes, so that whatever a text holds arrives as text.
 */
function processMarkdown(text: string, result: IMarkdownProcessingResult, app: App): void {
  const box = document.createElement('div')
  render(h(AppContext.Provider, { value: app }, h(Parts, { parts: parseMarkdown(text) })), box)
  result.outputHtml = box.innerHTML
  result.didProcess = true
  render(null, box)
}

function follow(url: string | undefined): void {
  const href = safeUrl(url ?? '')
  if (href !== null) open(href, '_blank', 'noreferrer,noopener')
}

/** What is filled in where the action looks, by input id; null where a field is empty. */
function valuesOf(action: Action): Pressed['values'] {
  const inputs: Readonly<Record<string, Input>> = action.getReferencedInputs() ?? {}
  return Object.fromEntries(
    Object.entries(inputs).map(([id, input]) => {
      const value: unknown = input.value
      return [id, value === undefined || value === null || value === '' ? null : String(value)]
    }),
  )
}

/** Asks the bot for the choices of a typeahead. */
async function look(input: Input, calls: CardCalls): Promise<void> {
  if (!(input instanceof ChoiceSetInput) || !input.isDynamicTypeahead() || input.id === undefined) return
  const filter = input.getFilterForDynamicSearch()
  if (filter === undefined || filter === '') return
  input.showLoadingIndicator()
  const found = await calls.search(input.id, filter)
  input.removeLoadingIndicator()
  input.renderChoices(
    filter,
    found.map(({ label, value }) => ({ title: label, value })),
  )
}

/** The page loads nothing from elsewhere: a picture that is not here is shown as its description and its address. */
function replacePictures(drawn: HTMLElement): void {
  for (const image of drawn.querySelectorAll('img')) {
    if (image.src.startsWith('data:image/') || image.src.startsWith(`${location.origin}/`)) continue
    const note = document.createElement('span')
    note.className = 'picture picture-missing'
    note.setAttribute('role', 'img')
    note.setAttribute('aria-label', image.alt || words.blocks.image)
    note.title = image.src
    note.textContent = image.alt || words.blocks.image
    image.replaceWith(note)
  }
}
