import type { Account } from '../../chat/place.js'
import type { Door, Installations } from '../../chat/platform.js'
import type { Whereabouts } from './incoming/whereabouts.js'

/**
 * Which tenants the bot serves. Microsoft's signature does not say that a tenant is one of ours: anybody may build an app package
 * around a bot's id. A list of allowed tenants decides; without one, those that installed the bot.
 */
export class Tenants {
  readonly #allowed: readonly string[] | null
  readonly #installations: Installations
  readonly #known = new Map<string, string>()

  constructor(allowed: readonly string[] | null, installations: Installations) {
    this.#allowed = allowed
    this.#installations = installations
  }

  /** @param installs whether the activity is itself an installation */
  async serves(tenant: string, installs: boolean): Promise<boolean> {
    if (this.#allowed !== null) return this.#allowed.includes(tenant)
    if (installs) return true
    return (await this.#installations.get('teams', tenant)) !== null
  }

  /**
   * Writes down that the tenant has the bot and how its service is reached, and says so the first time and whenever the bot has
   * come to a team or group chat whose people it does not know (`grew`).
   */
  async note(where: Whereabouts, by: Account | null, grew: boolean, door: Door): Promise<void> {
    const current = { serviceUrl: where.serviceUrl, botId: where.bot.id, botName: where.bot.name }
    const json = JSON.stringify(current)
    if (this.#known.get(where.tenant) === json && !grew) return
    const before = await this.#installations.get('teams', where.tenant)
    if (JSON.stringify(before) !== json) await this.#installations.put('teams', where.tenant, current)
    this.#known.set(where.tenant, json)
    if (before !== null && !grew) return
    await door.notice({ kind: 'installed', platform: 'teams', workspace: where.tenant, by })
  }
}
