import { type Acts, refused } from '../acts.js'
import type { PlatformPart, Stage } from '../stage.js'

/** `/teams/...`: the connector service and the login that the bot talks to, and what people do in Teams. */
export function mountTeams(_stage: Stage): PlatformPart {
  const no = async () => refused('This playground has no Teams yet.')
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
  return { platform: 'teams', acts, dropSockets: () => 0, handle: async () => false }
}
