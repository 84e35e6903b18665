import type { Logger } from 'pino'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { PlatformName } from '../chat/place.js'
import { installedWorkspaces } from '../company/standing-store.js'
import { isAnybodyAsked } from '../rounds/store.js'
import { type Introducer, statusesLast } from './introducer.js'
import { type Looking, looking } from './looking.js'

/** Teams tells bots of nobody's status. */
const telling: PlatformName = 'slack'

export interface StatusDesk {
  readonly db: Db
  readonly introducer: Pick<Introducer, 'refresh'>
  /** The business clock: who is to be asked. */
  readonly now: () => Temporal.Instant
  readonly log: Pick<Logger, 'warn'>
}

/** Who is away by their own status: read again while people are to be asked or reminded, and not at other times. */
export const statuses = (desk: StatusDesk): Looking =>
  looking(() =>
    look(desk).catch((error: unknown) =>
      desk.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'Statuses could not be read'),
    ),
  )

async function look({ db, introducer, now }: StatusDesk): Promise<void> {
  // Who is asked before the next reading should have been read.
  if (!(await isAnybodyAsked(db, now(), now().add({ minutes: statusesLast })))) return
  for (const { platform, workspace } of await installedWorkspaces(db))
    if (platform === telling) await introducer.refresh(telling, workspace)
}
