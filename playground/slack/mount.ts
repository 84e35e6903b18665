import { type Acts, refused } from '../acts.js'
import type { PlatformPart, Stage } from '../stage.js'

/** `/slack/...`: the Web API that the bot talks to, and what people do in Slack. */
export function mountSlack(_stage: Stage): PlatformPart {
  const no = async () => refused('This playground has no Slack yet.')
  const acts: Acts = {
    command: no,
    mention: no,
    message: no,
    press: no,
    choose: no,
    submit: no,
    cancel: no,
    search: no,
    openHome: no,
    file: no,
    react: no,
    shortcut: no,
    channel: no,
    install: no,
  }
  return { platform: 'slack', acts, dropSockets: () => 0, handle: async () => false }
}
