import { type ActResult, type ChooseAct, refused, type SearchAct } from '../../acts.js'
import { isObject, type Json } from '../card/check.js'
import { fill } from '../card/inputs.js'
import { nodes } from '../card/walk.js'
import { SEARCH_RESULTS } from '../limits.js'
import { envelope, type Where } from './activity.js'
import { readSearchAnswer } from './answers.js'
import { type Found, findDialog, findInPosts, findInput } from './cards.js'
import type { Client } from './client.js'
import { deliver, wrong } from './deliver.js'
import { deskOf } from './desk.js'
import { invoke, whereOf } from './sending.js'

/** Picks a value of an input. Nothing is sent: the card keeps it until one of its buttons is pressed. */
export function choose(client: Client, act: ChooseAct): ActResult {
  const found = locate(client, act)
  if ('status' in found) return found
  const id = String(found.node.json.id)
  const alone = { ...found.node, json: { ...found.node.json, isRequired: false } }
  const filled = fill([alone], { [id]: act.value }, (input) => client.memory.offered(act.person, found.holder, input))
  if ('errors' in filled) return refused(`${act.field} does not take this.`, filled.errors)
  client.memory.setDraft(act.person, found.holder, { [id]: act.value })
  return { status: 'ok' }
}

/** Types into a typeahead: the card's own choices that fit, and what the bot finds. */
export async function search(client: Client, act: SearchAct): Promise<ActResult> {
  const found = locate(client, act)
  if ('status' in found) return found
  const { json } = found.node
  const own = Array.isArray(json.choices) ? json.choices.filter(isObject) : []
  const fitting = own
    .map(({ title, value }) => ({ label: String(title), value: String(value) }))
    .filter(({ label }) => label.toLowerCase().includes(act.text.toLowerCase()))
  const query = json['choices.data']
  if (!isObject(query)) {
    return String(json.style).toLowerCase() === 'filtered'
      ? { status: 'ok', options: fitting.slice(0, SEARCH_RESULTS) }
      : refused(`${act.field} cannot be searched.`)
  }
  if (act.text === '') return { status: 'ok', options: fitting.slice(0, SEARCH_RESULTS) }
  const value = {
    queryText: act.text,
    queryOptions: { skip: 0, top: SEARCH_RESULTS },
    dataset: query.dataset,
    ...(String(query.associatedInputs).toLowerCase() === 'auto' && { data: dataOf(client, act.person, found) }),
  }
  const activity = invoke(envelope(client.service, found.where), found.post, 'application/search', value)
  const answer = readSearchAnswer(await deliver(client.service, 'invoke application/search', activity))
  if (answer.kind === 'unreached') return { status: 'failed', toast: answer.toast }
  if (answer.kind === 'wrong') return wrong(answer.why)
  const options = [...fitting, ...answer.results.map(({ title, value }) => ({ label: title, value }))].slice(
    0,
    SEARCH_RESULTS,
  )
  client.memory.offer(
    act.person,
    found.holder,
    String(json.id),
    options.map((option) => option.value),
  )
  return { status: 'ok', options }
}

interface Located extends Found {
  readonly where: Where
}

/** The input that an act names, in a dialog or in a post. */
function locate(client: Client, act: ChooseAct | SearchAct): Located | ActResult {
  if (act.home) return refused('A bot in Teams has no home.')
  if (act.dialog !== undefined) {
    const dialog = findDialog(client.service, act.person, act.dialog)
    const origin = dialog && client.memory.origin(dialog.id)
    const node = dialog && findInput(dialog.body, act.field)
    if (!dialog || !origin) return refused(`${act.person} has no such dialog open in Teams.`)
    if (!node) return refused(`The dialog has no input ${act.field}.`)
    return { card: dialog.body, holder: dialog.id, post: null, node, where: origin.where }
  }
  const desk = deskOf(client.service, act.person, act.channel)
  if ('status' in desk) return desk
  const found = findInPosts(client.service, desk, act.post, (card) => findInput(card, act.field))
  if (typeof found === 'string') return refused(`The input ${act.field} is not there. ${found}`)
  return { ...found, where: whereOf(desk, found.post) }
}

/** The card's other values as they stand, unchecked: a search goes out while a form is half filled. */
function dataOf(client: Client, person: string, { card, holder }: Found): Json {
  const draft = client.memory.draft(person, holder)
  return Object.fromEntries(
    nodes(card)
      .filter(({ type, fallback }) => type.startsWith('Input.') && type !== 'Input.Choice' && !fallback)
      .flatMap(({ json }): [string, unknown][] => {
        const value = draft[String(json.id)] ?? json.value
        return value === undefined || value === null ? [] : [[String(json.id), String(value)]]
      }),
  )
}
