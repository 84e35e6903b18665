import type { Temporal } from 'temporal-polyfill'
import { assertNever } from '../../chat/assert-never.js'
import type { MadeFile } from '../../chat/file.js'
import type { Reply } from '../../chat/incoming.js'
import type { Message } from '../../chat/message.js'
import type { Place, PostRef } from '../../chat/place.js'
import type { Outgoing, Sent } from '../../chat/platform.js'
import { type Text, textOf } from '../../chat/text.js'
import { type Address, type AddressBook, conversationOf } from './addresses.js'
import type { Back } from './back.js'
import { formButton, toActivity } from './cards/card.js'
import { consentCard, fileCard } from './cards/file.js'
import type { Connector, Outcome } from './connector.js'
import { type Failure, sentFrom } from './errors.js'
import type { UploadInfo } from './incoming/activity.js'
import { Recent } from './recent.js'

interface Means {
  readonly connector: Connector
  readonly book: AddressBook
  readonly now: () => Temporal.Instant
  /** The longest that one message may take, in milliseconds. */
  readonly request: number
}

type Posted = Outcome<{ readonly id: string }>

/** Brings messages to places and answers to people. Never rejects: what went wrong is a `Sent`. */
export class Courier {
  readonly #connector: Connector
  readonly #book: AddressBook
  readonly #now: () => Temporal.Instant
  readonly #request: number
  /** Where bytes have gone: a throttled card is sent again, and the address takes its bytes only once. */
  readonly #stored = new Recent()

  constructor({ connector, book, now, request }: Means) {
    this.#connector = connector
    this.#book = book
    this.#now = now
    this.#request = request
  }

  /** One message of the outbox: a new one, or in the place of an earlier one. */
  async send({ to, message, edits }: Outgoing): Promise<Sent> {
    const activity = toActivity(message, { tenant: to.workspace, alone: to.kind === 'direct' })
    return this.#certain(() => (edits === null ? this.#post(to, activity) : this.#edit(edits, activity)))
  }

  /** Answers who acted, so that nobody else sees it; a redrawn card is replaced where it stands. */
  async answer(back: Back, reply: Reply): Promise<Sent> {
    switch (reply.kind) {
      case 'tell':
      case 'home':
        return this.tell(back, reply.message)
      case 'form':
        return this.#privately(back, formButton(reply.form))
      case 'redraw': {
        const redrawn = await this.redraw(back, reply.message)
        // What has to be brought again is brought whole: a note that was said already would be said twice.
        if (reply.note === null || redrawn.kind === 'retry') return redrawn
        const noted = await this.note(back, reply.note)
        return noted.kind === 'retry' ? noted : redrawn
      }
      case 'file':
        return back.upload === null ? this.#offer(back, reply.file) : this.#store(back, back.upload, reply.file)
      case 'options':
      case 'done':
        return { kind: 'sent', ref: { place: back.at, id: back.activity } }
      default:
        return assertNever(reply)
    }
  }

  /** Teams takes files in personal chats only, and asks the person first: the card is its own. */
  #offer(back: Back, file: MadeFile): Promise<Sent> {
    const card = consentCard(file)
    if (!back.personal) return this.#certain(() => this.#post(personOf(back), card, back))
    return this.#privately(back, card)
  }

  /** Brings the bytes to where the person let them be stored, then shows the file. */
  async #store(back: Back, upload: UploadInfo, file: MadeFile): Promise<Sent> {
    if (!this.#stored.knows(upload.uploadUrl)) {
      const stored = await this.#connector.store(upload.uploadUrl, Buffer.from(file.text))
      if (!stored.ok) return sentFrom(stored.failure, this.#now(), { again: false, direct: true, message: false })
      this.#stored.add(upload.uploadUrl)
    }
    return this.#privately(back, fileCard(upload))
  }

  tell(back: Back, message: Message): Promise<Sent> {
    return this.#privately(back, toActivity(message, { tenant: back.tenant, alone: true }))
  }

  note(back: Back, text: Text): Promise<Sent> {
    return this.tell(back, { blocks: [{ kind: 'text', text }], discloses: [] })
  }

  say(back: Back, words: string): Promise<Sent> {
    return this.note(back, textOf(words))
  }

  /** Puts a message in the place of the used card, for everybody who sees it; where it is gone, tells who used it. */
  async redraw(back: Back, message: Message): Promise<Sent> {
    if (back.card === null) return this.tell(back, message)
    const activity = toActivity(message, { tenant: back.tenant, alone: back.alone })
    const to = { conversation: back.conversation, only: back.alone && !back.personal ? back.user : null }
    const edited = await this.#connector.edit(
      back.serviceUrl,
      to,
      back.card,
      envelope(activity, back.bot, to.conversation),
      this.#deadline(),
    )
    if (edited.ok) return { kind: 'sent', ref: { place: back.at, id: back.card } }
    const sent = sentFrom(edited.failure, this.#now(), { again: true, direct: back.personal, message: true })
    return sent.kind === 'refused' ? this.tell(back, message) : sent
  }

  /** Shows that an answer will follow: as typing in a conversation with one person, else in words that only they see. */
  async hint(back: Back, words: string): Promise<void> {
    const typing = () =>
      this.#connector.post(
        back.serviceUrl,
        { conversation: back.conversation, only: null },
        envelope({ type: 'typing' }, back.bot, back.conversation),
        this.#deadline(),
      )
    if (back.personal) {
      await typing()
      return
    }
    const note = toActivity(
      { blocks: [{ kind: 'note', text: textOf(words) }], discloses: [] },
      { tenant: back.tenant, alone: true },
    )
    const said = await this.#targeted(back, note)
    if (!said.ok) await typing()
  }

  /** In a shared conversation as a targeted message; where Teams does not have those, in the conversation with the person. */
  async #privately(back: Back, activity: object): Promise<Sent> {
    const posted = back.personal
      ? await this.#connector.post(
          back.serviceUrl,
          { conversation: back.conversation, only: null },
          envelope(activity, back.bot, back.conversation),
          this.#deadline(),
        )
      : await this.#targeted(back, activity)
    if (!posted.ok && !back.personal && posted.failure.final) {
      return this.#certain(() => this.#post(personOf(back), activity, back))
    }
    return this.#sent(posted, back.at, back)
  }

  #targeted(back: Back, activity: object): Promise<Posted> {
    const to = { conversation: back.conversation, only: back.user }
    return this.#connector.post(back.serviceUrl, to, envelope(activity, back.bot, back.conversation), this.#deadline())
  }

  async #post(to: Place, activity: object, back?: Back): Promise<Sent> {
    const found = await this.#reach(to, back)
    if (found === null) return { kind: 'refused', cause: 'not installed', code: 'no address' }
    if (to.kind === 'direct') return this.#sent(await this.#postDirect(to, found, activity), to, back)
    const conversation = conversationOf(found.conversation ?? to.channel, to)
    const posted = await this.#connector.post(
      found.serviceUrl,
      { conversation, only: null },
      envelope(activity, found.bot, conversation),
      this.#deadline(),
    )
    return this.#sent(posted, to, back)
  }

  /** The service of the activity that is answered serves also who was never heard of in a direct conversation. */
  async #reach(to: Place, back: Back | undefined): Promise<Address | null> {
    const known = await this.#book.reach(to)
    if (known !== null || back === undefined) return known
    return { serviceUrl: back.serviceUrl, bot: back.bot, conversation: null, user: back.user, zone: null, locale: null }
  }

  /**
   * A person who deleted their conversation with the bot answers with 404: nothing was posted, and a new one may be opened at once.
   */
  async #postDirect(to: Place, address: Address, activity: object): Promise<Posted> {
    const until = this.#deadline()
    if (address.conversation !== null) {
      const { conversation } = address
      const posted = await this.#connector.post(
        address.serviceUrl,
        { conversation, only: null },
        envelope(activity, address.bot, conversation),
        until,
      )
      if (posted.ok || posted.failure.status !== 404) return posted
    }
    const member = address.user ?? to.channel
    const opened = await this.#connector.create(
      address.serviceUrl,
      { bot: address.bot, member, tenant: to.workspace },
      until,
    )
    // Opening a conversation posts nothing, and a member id that Teams does not know is a person who is gone.
    if (!opened.ok) {
      const status = opened.failure.status === 400 ? 404 : opened.failure.status
      return { ok: false, failure: { ...opened.failure, status, undone: true } }
    }
    const conversation = opened.value.id
    await this.#book.keep(to, address, conversation)
    return this.#connector.post(
      address.serviceUrl,
      { conversation, only: null },
      envelope(activity, address.bot, conversation),
      until,
    )
  }

  async #edit(edits: PostRef, activity: object): Promise<Sent> {
    const found = await this.#book.reach(edits.place)
    const conversation = found?.conversation ?? null
    if (found === null || conversation === null) return { kind: 'refused', cause: 'message gone', code: 'no address' }
    const to = { conversation: conversationOf(conversation, edits.place), only: null }
    const edited = await this.#connector.edit(
      found.serviceUrl,
      to,
      edits.id,
      envelope(activity, found.bot, to.conversation),
      this.#deadline(),
    )
    if (edited.ok) return { kind: 'sent', ref: edits }
    const direct = edits.place.kind === 'direct'
    return sentFrom(edited.failure, this.#now(), { again: true, direct, message: true })
  }

  #deadline(): AbortSignal {
    return AbortSignal.timeout(this.#request)
  }

  /** What throws here is the address book, before anything was posted. */
  async #certain(work: () => Promise<Sent>): Promise<Sent> {
    try {
      return await work()
    } catch (error) {
      return sentFrom(unreached(error), this.#now(), { again: false, direct: false, message: false })
    }
  }

  /**
   * An answer to one person (`back`) may be brought again after a broken connection: twice the same harms nobody, and who waits in vain
   * takes what they did for undone. A post for many may not.
   */
  #sent(posted: Posted, at: Place, back?: Back): Sent {
    if (posted.ok) return { kind: 'sent', ref: { place: at, id: posted.value.id } }
    const about = { direct: at.kind === 'direct', message: at.thread !== null }
    return sentFrom(posted.failure, this.#now(), { again: back !== undefined, ...about })
  }
}

/** The conversation with who acted. */
function personOf({ tenant, person }: Back): Place {
  return { platform: 'teams', workspace: tenant, kind: 'direct', channel: person, thread: null }
}

function unreached(error: unknown): Failure {
  const code = error instanceof Error ? `addresses: ${error.name}` : 'addresses'
  return { status: null, code, retryAfter: null, undone: true, final: false }
}

function envelope(activity: object, bot: Address['bot'], conversation: string): object {
  return { ...activity, from: bot, conversation: { id: conversation } }
}
