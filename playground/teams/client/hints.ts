import type { PlaygroundConfig } from '../../config.js'
import type { Channel, CommandHint, SearchHint, ShortcutHint } from '../../model.js'

/** What the client's menus offer of the app, as its manifest lists it. */

type Manifest = PlaygroundConfig['teams']['manifest']

const KINDS: readonly (readonly [scope: string, kind: Channel['kind']])[] = [
  ['team', 'channel'],
  ['groupChat', 'group'],
]

/** The bot's command menu. A command that stands in several lists is offered once, with the places of all. */
export function commandHints(manifest: Manifest): readonly CommandHint[] {
  const hints = new Map<string, CommandHint>()
  for (const bot of manifest.bots)
    for (const list of bot.commandLists) {
      const opted = bot.supportsTargetedMessages && list.triggers.includes('slash')
      const slash = KINDS.filter(([scope]) => opted && list.scopes.some((one) => one === scope)).map(([, kind]) => kind)
      for (const { title, description } of list.commands) {
        const known = hints.get(title)?.slash ?? []
        const places = [...new Set([...known, ...slash])]
        hints.set(title, { platform: 'teams', command: title, usage: '', description, slash: places })
      }
    }
  return [...hints.values()]
}

/** The actions of the message extension, once for each menu that they stand in. */
export function actionHints(manifest: Manifest): readonly ShortcutHint[] {
  return commandsOf(manifest, 'action').flatMap(({ id, title, description, context, triggers }) => {
    const hint = (on: ShortcutHint['on']): ShortcutHint => ({ platform: 'teams', id, name: title, description, on })
    return [
      ...(context.includes('compose') ? [hint('compose')] : []),
      ...(context.includes('message') ? [hint('message')] : []),
      ...(triggers.includes('slash') && context.includes('compose') ? [hint('everywhere')] : []),
    ]
  })
}

/** The searches that the compose box offers. */
export function searchHints(manifest: Manifest): readonly SearchHint[] {
  return commandsOf(manifest, 'query')
    .filter((one) => one.context.includes('compose'))
    .map(({ id, title, description, parameters: [first], initialRun }) => ({
      id,
      name: title,
      description,
      prompt: first?.description || first?.title || title,
      atOnce: initialRun,
    }))
}

function commandsOf(manifest: Manifest, type: 'query' | 'action') {
  return manifest.composeExtensions.flatMap((one) => one.commands).filter((one) => one.type === type)
}
