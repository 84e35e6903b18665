import { type ActResult, type Acts, refused } from '../../acts.js'
import { changeChannel, install } from './channels.js'
import { choose, search } from './choose.js'
import type { Client } from './client.js'
import { watched } from './desk.js'
import { cancelDialog, submitDialog } from './dialogs.js'
import { extension } from './extension.js'
import { shortcut } from './extension-actions.js'
import { sendFile } from './files.js'
import { press } from './press.js'
import { react } from './react.js'
import { command } from './slash.js'
import { say } from './words.js'

/** What people do in Teams. */
export function teamsActs(client: Client): Acts {
  const doing =
    <A extends { readonly person: string }>(run: (client: Client, act: A) => ActResult | Promise<ActResult>) =>
    (act: A): Promise<ActResult> =>
      watched(client.service, act.person, async () => run(client, act))
  return {
    command: doing(command),
    mention: doing((all, act) => say(all, act, true)),
    message: doing((all, act) => say(all, act, false)),
    press: doing(press),
    choose: doing(choose),
    submit: doing(submitDialog),
    cancel: doing((all, act) => cancelDialog(all, act)),
    search: doing(search),
    openHome: doing(() => refused('A bot in Teams has no home.')),
    file: doing(sendFile),
    react: doing(react),
    shortcut: doing(shortcut),
    // Not watched: the panel of the extension says itself what came of a search.
    extension: (act) => extension(client, act),
    channel: doing(changeChannel),
    install: doing(install),
    account: async () => refused('A bot in Teams hears nothing of accounts: remove the app of the person instead.'),
  }
}
