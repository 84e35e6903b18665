import {
  type AllMiddlewareArgs,
  App,
  AuthorizationError,
  HTTPReceiver,
  LogLevel,
  type ReceiverEvent,
  type RespondArguments,
  type SlackOptionsMiddlewareArgs,
  SocketModeReceiver,
  type ViewResponseAction,
} from '@slack/bolt'
import type { Ack, AckBody } from './acknowledge/desk.js'
import { authorizer, NotInstalled, type Workspaces } from './installations.js'
import type { SlackLog, SlackOptions } from './options.js'
import { clientOptions } from './web.js'

/** Handles one payload; rejects where there must be no acknowledgement. */
export type Receive = (body: Readonly<Record<string, unknown>>, bot: string | null, ack: Ack) => Promise<void>

type BoltLogger = NonNullable<ConstructorParameters<typeof App>[0]>['logger']

/**
 * Bolt acknowledges an event before any listener sees it, and then a stalled database loses it. Here an event is
 * acknowledged after its listener, and not at all when the listener rejects.
 */
class PatientApp extends App {
  override async processEvent(event: ReceiverEvent): Promise<void> {
    if (event.body.event === undefined) return super.processEvent(event)
    await super.processEvent({ ...event, ack: async () => undefined })
    await event.ack()
  }
}

/** HTTP as Bolt reads it, behind our own check of the signature; it never listens by itself. */
export function httpReceiver(log: SlackLog): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret: '',
    signatureVerification: false,
    logger: boltLogger(log),
    // Anything but 2xx makes Slack send an event again.
    processEventErrorHandler: async ({ response }) => {
      if (!response.headersSent) response.writeHead(503).end()
      return true
    },
    unhandledRequestHandler: ({ response }) => {
      if (!response.headersSent) response.writeHead(503).end()
    },
  })
}

export function socketReceiver(appToken: string, options: SlackOptions): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger: boltLogger(options.log),
    installerOptions: { clientOptions: clientOptions(options.slackApiUrl) },
    processEventErrorHandler: async () => false,
  })
}

/**
 * The Bolt app. One middleware takes every kind of payload, and no listener is registered: each would be asked on every
 * request (9 us), and which command or button it is, our router finds out.
 */
export function boltApp(
  receiver: HTTPReceiver | SocketModeReceiver,
  known: Workspaces,
  options: SlackOptions,
  receive: Receive,
): App {
  const app = new PatientApp({
    receiver,
    authorize: authorizer(known),
    clientOptions: clientOptions(options.slackApiUrl),
    logger: boltLogger(options.log),
    convoStore: false,
    // Our own messages are recognised where payloads are read.
    ignoreSelf: false,
  })
  app.use(async (args) => {
    const bot = args.context.botUserId ?? null
    if ('event' in args) await receive({ ...args.body }, bot, acknowledgedLater)
    else await receive({ ...args.body }, bot, acknowledging(args))
  })
  app.error((error) => onError(error, options.log))
  return app
}

/** An event is acknowledged by `PatientApp`, when its listener has returned. */
const acknowledgedLater: Ack = async () => undefined

type Arguments = Parameters<Parameters<App['use']>[0]>[0]

/** What travels in an acknowledgement, in the form that the kind of payload has for it. */
function acknowledging(args: Exclude<Arguments, { readonly event: unknown }>): Ack {
  if ('command' in args) return (one) => args.ack(one?.to === 'command' ? privately(one) : undefined)
  if ('view' in args) return (one) => (one?.to === 'view' ? args.ack(viewAction(one)) : args.ack())
  if (isSearch(args)) return (one) => args.ack({ options: one?.to === 'options' ? [...one.options] : [] })
  return () => args.ack()
}

/** Slack's older menus and dialogs ask for options in another form; we draw none of them. */
function isSearch(args: Arguments): args is AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'> {
  return 'options' in args && args.options.type === 'block_suggestion'
}

function privately({ text, blocks }: Extract<AckBody, { to: 'command' }>): RespondArguments {
  return { response_type: 'ephemeral', text, blocks: [...blocks] }
}

function viewAction(body: Extract<AckBody, { to: 'view' }>): ViewResponseAction {
  return 'view' in body
    ? { response_action: 'update', view: body.view }
    : { response_action: 'errors', errors: { ...body.errors } }
}

/** Rethrows, so that the receiver withholds the acknowledgement; a workspace that is not ours is acknowledged and left alone. */
async function onError(error: Error, log: SlackLog): Promise<void> {
  const cause = error instanceof AuthorizationError ? error.original : undefined
  if (cause instanceof NotInstalled) return log.warn({ err: cause }, 'a request for a workspace without the bot')
  log.error({ err: error }, 'a request of Slack was not acknowledged')
  throw error
}

const nothing = (): void => undefined

/** Bolt's own log: its debug lines carry what people wrote, so they stay out. */
function boltLogger(log: SlackLog): NonNullable<BoltLogger> {
  return {
    debug: nothing,
    info: nothing,
    warn: (...parts) => log.warn({ from: 'bolt' }, parts.map(String).join(' ')),
    error: (...parts) => log.error({ from: 'bolt' }, parts.map(String).join(' ')),
    setLevel: nothing,
    getLevel: () => LogLevel.WARN,
    setName: nothing,
  }
}
