import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import type { Addresses, Installation, Installations } from '../chat/platform.js'
import * as store from './standing-store.js'

/** Encrypts what a dump of the database must not show. */
export interface Seal {
  seal(text: string): string
  open(sealed: string): string
}

const installation = z.record(z.string(), z.string())

/** Where the bot is installed, with its tokens sealed. @param machine the machine clock */
export function installationsIn(db: Db, seal: Seal, machine: () => Temporal.Instant): Installations {
  return {
    get: async (platform, workspace): Promise<Installation | null> => {
      const sealed = await store.readInstallation(db, platform, workspace)
      return sealed === null ? null : installation.parse(JSON.parse(seal.open(sealed)))
    },
    put: (platform, workspace, one) =>
      store.writeInstallation(db, platform, workspace, seal.seal(JSON.stringify(one)), machine()),
    remove: (platform, workspace) => store.removeInstallation(db, platform, workspace),
  }
}

/** How places are reached. @param machine the machine clock */
export function addressesIn(db: Db, machine: () => Temporal.Instant): Addresses {
  return {
    get: (platform, workspace, channel) => store.readAddress(db, platform, workspace, channel),
    put: (platform, workspace, channel, address) =>
      store.writeAddress(db, { platform, workspace, channel, address, seenAt: machine() }),
  }
}
