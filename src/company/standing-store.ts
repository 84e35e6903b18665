import { and, eq } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { addresses, installations } from '../../db/schema/company.js'

const installed = (platform: string, workspace: string) =>
  and(eq(installations.platform, platform), eq(installations.workspace, workspace))

export async function readInstallation(db: Db, platform: string, workspace: string): Promise<string | null> {
  const [row] = await db
    .select({ secrets: installations.secrets })
    .from(installations)
    .where(installed(platform, workspace))
  return row?.secrets ?? null
}

export async function writeInstallation(
  db: Db,
  platform: string,
  workspace: string,
  secrets: string,
  at: Temporal.Instant,
): Promise<void> {
  await db
    .insert(installations)
    .values({ platform, workspace, secrets, installedAt: at })
    .onConflictDoUpdate({ target: [installations.platform, installations.workspace], set: { secrets } })
}

export async function removeInstallation(db: Db, platform: string, workspace: string): Promise<void> {
  await db.delete(installations).where(installed(platform, workspace))
}

export async function installedWorkspaces(
  db: Db,
): Promise<readonly { readonly platform: string; readonly workspace: string }[]> {
  return db.select({ platform: installations.platform, workspace: installations.workspace }).from(installations)
}

export async function readAddress(db: Db, platform: string, workspace: string, channel: string): Promise<unknown> {
  const [row] = await db
    .select({ address: addresses.address })
    .from(addresses)
    .where(and(eq(addresses.platform, platform), eq(addresses.workspace, workspace), eq(addresses.channel, channel)))
  return row?.address ?? null
}

export async function writeAddress(db: Db, row: typeof addresses.$inferInsert): Promise<void> {
  await db
    .insert(addresses)
    .values(row)
    .onConflictDoUpdate({
      target: [addresses.platform, addresses.workspace, addresses.channel],
      set: { address: row.address, seenAt: row.seenAt },
    })
}
