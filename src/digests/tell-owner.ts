import { pressOf } from '../chat/button.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { personByEmail } from '../company/store.js'
import { nextTimes } from '../schedules/next.js'
import { holidayDays } from '../schedules/store.js'
import * as actions from './actions.js'
import { ruleOf, type StoredDigest } from './model.js'
import { noteCard } from './notices.js'
import { notify } from './notify.js'

type Acting = Context & { readonly by: Person }

/** The owner, unless it is they who act. */
async function ownerBeside({ db, by }: Acting, { digest }: StoredDigest): Promise<readonly Person[]> {
  const owner = await personByEmail(db, digest.owner)
  return owner === null || owner.id === by.id ? [] : [owner]
}

/**
 * Tells the owner that their draft or change is approved, by whom, and when it comes next.
 * @param before as it stood while it waited
 */
export async function tellApproved(context: Acting, before: StoredDigest, stored: StoredDigest): Promise<void> {
  const { digest, state } = stored
  const [next] = nextTimes(ruleOf(digest), context.now, await holidayDays(context.db), 1)
  const comes = state === 'active' && next !== undefined
  const args = {
    by: context.by.name,
    title: digest.title,
    kind: before.state === 'draft' ? 'draft' : 'change',
    comes: comes ? 'yes' : 'no',
    when: comes ? next : '',
  }
  await notify(context, await ownerBeside(context, stored), {
    key: `digest:${digest.name}:approved:${context.cause}`,
    about: `digest:${digest.name}`,
    message: (t) =>
      noteCard(t.text('digests.told_approved', args), [
        pressOf(t.plain('digests.show'), actions.showDigest, { digest: digest.name }),
      ]),
  })
}

/** Tells somebody that they own a digest from now on: they hear when something goes wrong with it. */
export async function tellNewOwner(context: Acting, before: StoredDigest | null, stored: StoredDigest): Promise<void> {
  const { digest } = stored
  if (before === null || before.digest.owner.toLowerCase() === digest.owner.toLowerCase()) return
  await notify(context, await ownerBeside(context, stored), {
    key: `digest:${digest.name}:owner:${context.cause}`,
    about: `digest:${digest.name}`,
    message: (t) =>
      noteCard(t.text('digests.told_owner', { by: context.by.name, title: digest.title }), [
        pressOf(t.plain('digests.show'), actions.showDigest, { digest: digest.name }),
      ]),
  })
}
