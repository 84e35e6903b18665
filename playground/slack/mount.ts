import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Acts, refused } from '../acts.js'
import type { PlatformPart, Stage } from '../stage.js'
import { handleResponseUrl } from './answers.js'
import { changeAccount, changeChannel, install } from './client/admin.js'
import { choose, press, search } from './client/controls.js'
import { cancel, openHome, shortcut, submit } from './client/dialogs.js'
import { command, dropFile, mention, react, say } from './client/words.js'
import { Delivery } from './deliver.js'
import { Events } from './events.js'
import { handleAuthorize } from './install-page.js'
import { RateLimits } from './rate.js'
import { ScheduledMessages } from './scheduled.js'
import type { Slack } from './slack.js'
import { SocketMode } from './socket-mode.js'
import { SlackState } from './state.js'
import { Tokens } from './tokens.js'
import { handleDownload, handleUpload } from './uploads.js'
import { handleWebApi } from './web-api.js'

/** `/slack/...`: the service that the bot talks to, and what people do in Slack. */
export function mountSlack(stage: Stage): PlatformPart {
  const slack = build(stage)
  stage.world.addCommands(
    slack.config.manifest.features.slash_commands.map((one) => ({
      platform: 'slack',
      command: one.command,
      usage: one.usage_hint,
      description: one.description,
    })),
  )
  stage.world.addShortcuts(
    slack.config.manifest.features.shortcuts.map((one) => ({
      platform: 'slack',
      id: one.callback_id,
      name: one.name,
      description: typeof one.description === 'string' ? one.description : '',
      on: one.type === 'global' ? 'everywhere' : 'message',
    })),
  )
  return {
    platform: 'slack',
    acts: actsOf(slack),
    dropSockets: (how) => (how === 'cut' ? slack.delivery.sockets.drop() : slack.delivery.sockets.refresh()),
    retries: () => slack.events.retries.list(),
    retryNow: () => slack.events.retries.now(),
    handle: (req, res, url) => handle(slack, req, res, url),
    upgrade(req, socket, url) {
      if (url.pathname !== '/slack/socket') return false
      slack.delivery.sockets.upgrade(req, socket, url.searchParams.get('ticket'))
      return true
    },
    async close() {
      slack.events.close()
      slack.scheduled.close()
      await slack.delivery.sockets.close()
    },
  }
}

function build(stage: Stage): Slack {
  const { world } = stage
  const config = stage.config.slack
  const now = () => world.now()
  const delivery = new Delivery(world, config, stage.bot, new SocketMode(config.appId, now))
  return {
    stage,
    world,
    config,
    state: new SlackState(now),
    tokens: new Tokens(config, now),
    delivery,
    events: new Events(world, config, delivery),
    limits: new RateLimits({
      now,
      commercial: config.distribution === 'commercial',
      on: config.rateLimits === 'documented',
    }),
    scheduled: new ScheduledMessages(world),
  }
}

function actsOf(slack: Slack): Acts {
  return {
    command: (act) => command(slack, act),
    mention: (act) => mention(slack, act),
    message: (act) => say(slack, act),
    press: (act) => press(slack, act),
    choose: (act) => choose(slack, act),
    submit: (act) => submit(slack, act),
    cancel: (act) => cancel(slack, act),
    search: (act) => search(slack, act),
    openHome: (act) => openHome(slack, act),
    file: (act) => dropFile(slack, act),
    react: (act) => react(slack, act),
    shortcut: (act) => shortcut(slack, act),
    extension: async () => refused('Slack has no message extensions.'),
    channel: (act) => changeChannel(slack, act),
    install: (act) => install(slack, act),
    account: (act) => changeAccount(slack, act),
  }
}

async function handle(slack: Slack, req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> {
  const [, top, kind, id] = url.pathname.split('/')
  if (top !== 'slack') return false
  if (kind === 'api') await handleWebApi(slack, req, res, url)
  else if (kind === 'response' && req.method === 'POST' && id) await handleResponseUrl(slack, req, res, id)
  else if (kind === 'upload' && req.method === 'POST' && id) await handleUpload(slack, req, res, id)
  else if (kind === 'files' && req.method === 'GET' && id) await handleDownload(slack, req, res, id)
  else if (url.pathname === '/slack/oauth/v2/authorize') handleAuthorize(slack, req, res, url)
  else return false
  return true
}
