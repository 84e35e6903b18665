import type { HomeView, ModalView } from '@slack/types'
import type { Call } from '../../chat/action.js'
import { buttonOf } from '../../chat/button.js'
import type { Form, Values } from '../../chat/form.js'
import type { Button, Message } from '../../chat/message.js'
import { textOf } from '../../chat/text.js'
import { modal, toView } from './blocks/form.js'
import { contextOf } from './blocks/kit.js'
import { toViewBlocks } from './blocks/message.js'
import { encodeMetadata, type Origin } from './metadata.js'
import type { SlackWords } from './options.js'

/** The views that the adapter shows. All pure. */

/** Opened at once while its form is being prepared, because the right to open a dialog dies after three seconds. */
export function loadingView(words: SlackWords): ModalView {
  return modal(words.loading, words.close, [contextOf('…', 10)], '')
}

/** The form with what was typed before put back over what it starts with. */
export function formView(form: Form, from: Origin, draft: Values | null): ModalView {
  const filled = draft === null ? form : { ...form, draft: { ...form.draft, ...draft } }
  return toView(
    filled,
    encodeMetadata({ call: form.call, from: { ...from, view: null }, draft: null }),
    from.at.workspace,
  )
}

/** A dialog that only says something. */
export function resultView(message: Message, from: Origin, words: SlackWords): ModalView {
  return modal(words.result, words.close, toViewBlocks(message, 'modal', from.at.workspace), '')
}

/** A dialog that says that its submission is not through, and brings the form back with the draft in its metadata. */
export function waitingView(title: string, says: string, again: Call, metadata: string, words: SlackWords): ModalView {
  const button = openButton(again, words.openAgain)
  const message = messageOf([
    { kind: 'text', text: textOf(says) },
    { kind: 'actions', buttons: [button] },
  ])
  return modal(title, words.close, toViewBlocks(message, 'modal', ''), metadata)
}

export function homeView(message: Message, workspace: string): HomeView {
  return { type: 'home', blocks: [...toViewBlocks(message, 'home', workspace)] }
}

/** A form where Slack lets nothing open by itself: its name and a button. */
export function formAsMessage(form: Form, words: SlackWords): Message {
  return messageOf([
    { kind: 'text', text: textOf(form.title) },
    { kind: 'actions', buttons: [openButton(form.call, words.open)] },
  ])
}

export function said(text: string): Message {
  return messageOf([{ kind: 'text', text: textOf(text) }])
}

const openButton = (call: Call, label: string): Button => buttonOf(label, { ...call, opens: 'form' }, 'primary')

function messageOf(blocks: Message['blocks']): Message {
  return { blocks, discloses: [] }
}
