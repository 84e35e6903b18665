import type { Post } from '../model.js'
import type { Stage } from '../stage.js'
import { CARD_TYPE } from './attachment-types.js'
import type { Json } from './card/check.js'
import { cardText } from './card/read.js'
import { Files } from './files.js'
import { EXTENSION_MS, TURN_MS } from './limits.js'
import { BotLogin } from './login/bot.js'
import { ChannelLogin } from './login/channel.js'
import { SigningKey } from './login/keys.js'
import { Places } from './places.js'

/** How long the bot may take (ms): for an activity, and for what a message extension asks. */
export interface Patience {
  readonly turnMs?: number
  readonly extensionMs?: number
}

/** What all parts of the local Teams share: the stage, the places, the files, and the two logins. */
export class Service {
  readonly stage: Stage
  readonly places: Places
  readonly channelLogin: ChannelLogin
  readonly botLogin: BotLogin
  readonly files: Files
  readonly turnMs: number
  readonly extensionMs: number
  #lastId = 0

  constructor(stage: Stage, { turnMs = TURN_MS, extensionMs = EXTENSION_MS }: Patience = {}) {
    this.stage = stage
    this.turnMs = turnMs
    this.extensionMs = extensionMs
    this.files = new Files(stage.url)
    this.places = new Places(stage.world, stage.config.teams)
    this.channelLogin = new ChannelLogin(new SigningKey(), () => `${stage.url()}/teams/login`)
    this.botLogin = new BotLogin(new SigningKey(), stage.config.teams)
  }

  /** The address that the bot finds in every activity and answers to. */
  get url(): string {
    return `${this.stage.url()}/teams/connector/`
  }

  /** Shows one person another card in the place of a post's, as the answer to their press. */
  show(post: Post, person: string, card: Json): void {
    const body = { type: 'message', attachments: [{ contentType: CARD_TYPE, content: card }] }
    const views = { ...post.views, [person]: { text: cardText(card), body } }
    this.stage.world.editPost('teams', post.channel, post.id, { views })
  }

  /** The id of a new message: milliseconds, as in the real service, and never the same twice. */
  nextId(): string {
    this.#lastId = Math.max(this.stage.world.now(), this.#lastId + 1)
    return String(this.#lastId)
  }
}
