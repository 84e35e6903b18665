import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Place } from '../../src/chat/place.js'
import { departmentOptions } from '../../src/company/options.js'
import { placeOf } from '../../src/company/store.js'
import * as actions from '../../src/welcome/actions.js'
import { declareChannel, requireDeclaring } from '../../src/welcome/channel.js'
import { type ChannelDesk, channelForm, readChannelForm } from '../../src/welcome/channel-form.js'
import { type Asking, bind, type Command, inside } from '../command.js'
import { tell } from '../tell.js'
import type { Directory } from './directory.js'

type About = { readonly at: Place; readonly name: string | null }

/** `/drumbeat here`: makes the channel in which it is typed known, with who reads there, so that digests can go to it. */
export function channelCommand(directory: Directory): Command {
  return inside({
    name: 'here',
    words: (_text, asking) => open({ at: { ...asking.at, thread: null }, name: null }, asking),
    bindings: [
      bind(actions.declareChannel, {
        press: open,
        submit: (about, values, asking) => submitted(directory, about, values, asking),
      }),
    ],
  })
}

async function open(about: About, asking: Asking): Promise<Reply> {
  await requireDeclaring(asking, about.at)
  return { kind: 'form', form: channelForm(await deskFor(about, asking), asking.t) }
}

const deskFor = async ({ at, name }: About, { db }: Asking): Promise<ChannelDesk> => ({
  at,
  name,
  known: await placeOf(db, at),
  departments: await departmentOptions({ db }),
})

async function submitted(directory: Directory, about: About, values: Values, asking: Asking): Promise<Reply> {
  const { t } = asking
  await requireDeclaring(asking, about.at)
  const desk = await deskFor(about, asking)
  const again = (errors: Readonly<Record<string, string>>): Reply => ({
    kind: 'form',
    form: channelForm(desk, t, values, errors),
  })
  const said = readChannelForm(values, desk)
  if (said === null) return again({ readers: t.plain('welcome.channel_no_readers') })
  const members = await membersOf(directory, about.at)
  if (members === null) return again({ readers: t.plain('welcome.channel_unread', { platform: about.at.platform }) })
  const { place, guests } = await declareChannel(asking, about.at, said, members)
  return tell(
    t.text('welcome.channel_done', {
      name: place.name,
      guests: guests.length,
      who: t.list(guests),
      platform: about.at.platform,
    }),
  )
}

/** The ids of those who are in a channel; null where the bot may not see them, because it is not in it. */
async function membersOf(directory: Directory, at: Place): Promise<readonly string[] | null> {
  const members: string[] = []
  try {
    for await (const member of directory.members(at)) members.push(member)
  } catch {
    return null
  }
  return members
}
