import type { Stage } from '../stage.js'
import { BotLogin } from './login/bot.js'
import { ChannelLogin } from './login/channel.js'
import { SigningKey } from './login/keys.js'
import { Places } from './places.js'

/** What all parts of the local Teams share: the stage, the places, and the two logins. */
export class Service {
  readonly stage: Stage
  readonly places: Places
  readonly channelLogin: ChannelLogin
  readonly botLogin: BotLogin
  #lastId = 0

  constructor(stage: Stage) {
    this.stage = stage
    this.places = new Places(stage.world, stage.config.teams)
    this.channelLogin = new ChannelLogin(new SigningKey(), () => `${stage.url()}/teams/login`)
    this.botLogin = new BotLogin(new SigningKey(), stage.config.teams)
  }

  /** The address that the bot finds in every activity and answers to. */
  get url(): string {
    return `${this.stage.url()}/teams/connector/`
  }

  /** The id of a new message: milliseconds, as in the real service, and never the same twice. */
  nextId(): string {
    this.#lastId = Math.max(this.stage.world.now(), this.#lastId + 1)
    return String(this.#lastId)
  }
}
