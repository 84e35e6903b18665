import type { Reply } from '../../src/chat/incoming.js'
import type { Text } from '../../src/chat/text.js'
import { personByEmail } from '../../src/company/store.js'
import { previewDigest } from '../../src/digests/compose.js'
import { detailCard } from '../../src/digests/detail-card.js'
import { historyCard, lastText } from '../../src/digests/history.js'
import { destinationLabels, labelsOf } from '../../src/digests/labels.js'
import { digestList } from '../../src/digests/list-card.js'
import { ruleOf, type StoredDigest } from '../../src/digests/model.js'
import { mayApprove, mayChange } from '../../src/digests/rights.js'
import { sendNow, testSend } from '../../src/digests/send.js'
import { allDigests } from '../../src/digests/store.js'
import { scheduleOf } from '../../src/digests/write.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { mayRead } from '../../src/metrics/visibility.js'
import { nextTimes } from '../../src/schedules/next.js'
import { find, holidayDays } from '../../src/schedules/store.js'
import type { Asking } from '../command.js'
import { tell } from '../tell.js'
import { named } from './named.js'

/** As many coming times are shown. */
const shownTimes = 5

export async function list(asking: Asking): Promise<Reply> {
  const digests = await allDigests(asking.db)
  const rows = await Promise.all(
    digests.map(async (stored) => {
      const { name } = stored.digest
      return {
        stored,
        schedule: await find(asking.db, 'digests', scheduleOf(name)),
        last: await lastText(asking, name),
        mayPost: await mayChange(asking, stored.digest),
      }
    }),
  )
  return { kind: 'tell', message: digestList(rows, await destinationLabels(asking), asking.t) }
}

/** How a digest stands, for the person alone. @param text what was just done with it */
export async function standing(
  stored: StoredDigest,
  asking: Asking,
  catalogue: Catalogue,
  text: Text | null = null,
): Promise<Extract<Reply, { kind: 'tell' }>> {
  const digest = stored.pending ?? stored.digest
  const next = nextTimes(ruleOf(digest), asking.now, await holidayDays(asking.db), shownTimes)
  const may = {
    change: await mayChange(asking, stored.digest),
    approve: await mayApprove(asking, stored.digest),
  }
  const owner = (await personByEmail(asking.db, digest.owner))?.name ?? digest.owner
  const told = { text, owner, ...(await labelsOf(asking)), catalogue }
  return { kind: 'tell', message: detailCard(stored, next, may, told, asking.t) }
}

export async function show(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  return standing(await named(name, asking), asking, catalogue)
}

export async function preview(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const stored = await named(name, asking)
  const digest = stored.pending ?? stored.digest
  const message = await previewDigest(asking, catalogue, digest, (metric) => mayRead(metric, asking.by), asking.t)
  return { kind: 'tell', message }
}

export async function test(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const stored = await named(name, asking)
  await testSend(asking, catalogue, stored.pending ?? stored.digest, asking.at.platform)
  return tell(asking.t.text('digests.tested', { title: stored.digest.title }))
}

export async function send(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const stored = await named(name, asking)
  const posted = await sendNow(asking, catalogue, stored)
  const { title, destinations } = stored.digest
  if (posted.kind === 'nowhere') return tell(asking.t.text('digests.nowhere', { title }))
  const count = posted.kind === 'posted' && posted.deliveries > 0 ? posted.deliveries : destinations.length
  return tell(asking.t.text('digests.sending', { title, count }))
}

export async function history(name: string, asking: Asking): Promise<Reply> {
  const { digest } = await named(name, asking)
  const mayAct = await mayChange(asking, digest)
  return { kind: 'tell', message: await historyCard(asking, digest, await destinationLabels(asking), mayAct) }
}
