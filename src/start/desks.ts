import { join } from 'node:path'
import type { Directory } from '../../commands/welcome/directory.js'
import type { DropDesk } from '../drops/desk.js'
import type { OpenDatabase } from './database.js'
import type { Attached } from './platforms.js'
import type { Settings } from './settings.js'

/** How files come in: fetched from the platform on which they were shared, laid down for as long as they are read. */
export function dropDesk({ database }: OpenDatabase, { platforms }: Attached, { home }: Settings): DropDesk {
  return {
    database,
    folder: join(home, 'drops'),
    fetch: async ({ platform, workspace }, file, most) =>
      platforms.get(platform)?.fetch(workspace, file, most) ?? { kind: 'gone', code: 'platform not attached' },
  }
}

/** Whom the platforms know. */
export const directoryOf = ({ platforms }: Attached): Directory => ({
  people: ({ platform, workspace }) => platforms.get(platform)?.people(workspace) ?? nobody(),
  groups: ({ platform, workspace }) => platforms.get(platform)?.groups(workspace) ?? nobody(),
  members: (at) => platforms.get(at.platform)?.members(at) ?? nobody(),
})

async function* nobody(): AsyncGenerator<never> {}
