import { type ActResult, type PressAct, refused } from '../../acts.js'
import type { Post } from '../../model.js'
import { maySee } from '../../views.js'
import { type Consent, consentsOf } from '../connector/file-cards.js'
import { envelope } from './activity.js'
import type { Client } from './client.js'
import { deliver, taken } from './deliver.js'
import type { Desk } from './desk.js'
import { invoke, whereOf } from './sending.js'

/** A card by which the bot asks a person to store a file for it: [Allow] and [Decline] are the client's own buttons. */

type Choice = 'accept' | 'decline'
const BUTTONS: Readonly<Record<string, Choice>> = { allow: 'accept', accept: 'accept', decline: 'decline' }

interface Asked {
  readonly post: Post
  readonly consent: Consent
  readonly choice: Choice
}

/** The consent card that a press means, or null where it means none. */
export function findConsent({ service }: Client, { person, channel }: Desk, act: PressAct): Asked | null {
  const choice = BUTTONS[act.button.toLowerCase()]
  if (choice === undefined) return null
  const { world } = service.stage
  const posts = world
    .posts('teams', channel.id)
    .filter((post) => maySee(world, person.key, post) && (act.post === undefined || post.id === act.post))
  const found = posts.findLast((post) => consentsOf(post.body.attachments).length > 0)
  const [consent] = consentsOf(found?.body.attachments)
  return found && consent ? { post: found, consent, choice } : null
}

/** Tells the bot what the person said; who allows it makes a place for the file, where the bot brings its bytes. */
export async function answerConsent(
  { service }: Client,
  desk: Desk,
  { post, consent, choice }: Asked,
): Promise<ActResult> {
  if (!desk.channel.hasBot) return refused(`${service.stage.config.botName} is not in ${desk.channel.name}.`)
  const { acceptContext = {}, declineContext = {} } = consent.content
  const value =
    choice === 'decline'
      ? { type: 'fileUpload', action: choice, context: declineContext }
      : { type: 'fileUpload', action: choice, context: acceptContext, uploadInfo: place(service.files, consent.name) }
  const activity = invoke(envelope(service, whereOf(desk, post)), post, 'fileConsent/invoke', value)
  return taken(await deliver(service, 'invoke fileConsent/invoke', activity), 'fileConsent/invoke')
}

function place(files: Client['service']['files'], name: string) {
  const file = files.keep(name, null)
  return { contentUrl: files.address(file), uploadUrl: files.uploadAddress(file), name, ...files.info(file) }
}
