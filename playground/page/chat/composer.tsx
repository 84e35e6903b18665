import { useSignal } from '@preact/signals'
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Channel } from '../../model.js'
import { useApp } from '../app.js'
import { base64Of } from '../files.js'
import { Icon } from '../ui/icon.js'
import { words } from '../words.js'
import { ComposerMenu } from './composer-menu.js'
import { ExtensionButton } from './extension.js'
import { channelName, isOn } from './names.js'
import { hintFor, type Place, type Suggestion, suggest, utteranceOf } from './suggest.js'
import { useDrop } from './use-drop.js'

export interface ComposerProps {
  readonly channel: Channel
  readonly thread: string | null
}

/** Where a person writes: Enter sends, `/` and `@` open the menu, files are dropped, pasted or picked. */
export function Composer(props: ComposerProps) {
  return props.channel.archived ? <p class="composer-closed">{words.composer.archived}</p> : <OpenComposer {...props} />
}

function OpenComposer({ channel, thread }: ComposerProps) {
  const app = useApp()
  const { data, session } = app
  const area = useRef<HTMLTextAreaElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const menuId = useId()
  const hintId = useId()
  const text = useSignal('')
  const caret = useSignal(0)
  const [at, setAt] = useState(0)
  const [dismissed, setDismissed] = useState<string | null>(null)
  const [sending, setSending] = useState(0)
  const place = usePlace(channel)
  const before = text.value.slice(0, caret.value)
  const offered = useMemo(() => suggest(before, place), [before, place])
  const menu = offered !== null && dismissed !== before ? offered : null
  const hint = hintFor(text.value, place)
  const threadCommand = thread !== null && channel.platform === 'slack' && /^\/\S/.test(text.value)

  useLayoutEffect(() => {
    const element = area.current
    if (element === null) return
    element.style.blockSize = 'auto'
    element.style.blockSize = `${Math.min(element.scrollHeight + 2, 220)}px`
  }, [text.value])
  useEffect(() => setAt(0), [before])

  const write = (next: string, position = next.length) => {
    text.value = next
    caret.value = position
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(position, position)
    })
  }
  const draft = app.view.drafts[channel.platform]
  useEffect(() => {
    if (thread !== null || draft.value === null) return
    write(draft.value)
    setDismissed(draft.value)
    draft.value = null
  }, [draft.value])
  const pick = (item: Suggestion) => {
    if (item.kind === 'shortcut') {
      write('')
      return void session.act('shortcut', channel.platform, { channel: channel.id, shortcut: item.key })
    }
    const from = menu?.from ?? 0
    const after = text.value.slice(caret.value).replace(/^ /, '')
    write(`${text.value.slice(0, from)}${item.insert}${after}`, from + item.insert.length)
  }
  const insert = (mark: string) => {
    const gap = before === '' || /\s$/.test(before) ? '' : ' '
    write(`${before}${gap}${mark}${text.value.slice(caret.value)}`, before.length + gap.length + mark.length)
    setDismissed(null)
  }
  const send = async () => {
    const said = text.value
    if (said.trim() === '') return
    const { act, text: what } = utteranceOf(said, place)
    write('')
    setSending((count) => count + 1)
    const where = { channel: channel.id, ...(thread !== null && { thread }) }
    const result = await session.act(act, channel.platform, { ...where, text: what })
    setSending((count) => count - 1)
    if ((result === null || result.status === 'refused') && text.peek() === '') write(said)
  }
  const sendFiles = async (picked: readonly File[]) => {
    setSending((count) => count + 1)
    const where = { channel: channel.id, ...(thread !== null && { thread }) }
    for (const one of picked)
      await session.act('file', channel.platform, { ...where, name: one.name, bytes: await base64Of(one) })
    setSending((count) => count - 1)
  }
  const dragging = useDrop(form, (files) => void sendFiles(files))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const active = menu?.items[at]
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (menu !== null && move !== undefined) {
      event.preventDefault()
      setAt((at + move + menu.items.length) % menu.items.length)
    } else if (active !== undefined && ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab')) {
      event.preventDefault()
      pick(active)
    } else if (event.key === 'Escape' && menu !== null) {
      event.preventDefault()
      event.stopPropagation()
      setDismissed(before)
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void send()
    }
  }
  const take = () => {
    text.value = area.current?.value ?? ''
    caret.value = area.current?.selectionStart ?? 0
  }
  const noteOf = (): string => {
    if (dragging) return words.composer.dropHere
    if (threadCommand) return words.composer.noThreadCommands
    if (hint !== null) return `${hint.command} ${hint.usage}`
    if (sending > 0) return words.composer.reading
    const unheard = utteranceOf(text.value, place).act === 'message' && channel.kind !== 'direct' && channel.hasBot
    return text.value !== '' && menu === null && unheard ? words.composer.mentionHint(data.botName.value) : ''
  }
  const note = noteOf()
  const label = thread === null ? words.composer.channel(channelName(channel, data)) : words.composer.reply
  return (
    <form
      ref={form}
      class={`composer${dragging ? ' composer-drop' : ''}`}
      aria-label={words.composer.label}
      data-region
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {menu !== null && (
        <ComposerMenu
          id={menuId}
          anchor={area}
          suggestions={menu}
          at={at}
          onPick={pick}
          onClose={() => setDismissed(before)}
        />
      )}
      <textarea
        ref={area}
        id={thread === null ? `composer-${channel.platform}` : undefined}
        class="composer-text"
        rows={1}
        dir="auto"
        placeholder={invitation(label, channel, thread, data.botName.value)}
        aria-label={label}
        role="combobox"
        aria-expanded={menu !== null}
        aria-controls={menuId}
        aria-autocomplete="list"
        aria-activedescendant={menu === null ? undefined : `${menuId}-${at}`}
        aria-describedby={hintId}
        value={text.value}
        onInput={take}
        onSelect={take}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const pasted = [...(event.clipboardData?.files ?? [])]
          if (pasted.length === 0) return
          event.preventDefault()
          void sendFiles(pasted)
        }}
      />
      <div class="composer-bar">
        <button
          type="button"
          class="icon-button"
          aria-label={words.composer.attach}
          title={words.composer.attach}
          onClick={() => file.current?.click()}
        >
          <Icon name="attach" />
        </button>
        <input
          ref={file}
          type="file"
          hidden
          multiple
          onChange={(event) => {
            const picked = [...(event.currentTarget.files ?? [])]
            event.currentTarget.value = ''
            if (picked.length > 0) void sendFiles(picked)
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={words.composer.mention(data.botName.value)}
          title={words.composer.mention(data.botName.value)}
          onClick={() => insert(`@${data.botName.value} `)}
        >
          <Icon name="at" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={words.composer.commands}
          title={words.composer.commands}
          onClick={() =>
            write(channel.platform === 'slack' || place.kind === 'direct' ? '/' : `@${data.botName.value} `)
          }
        >
          <Icon name="slash" />
        </button>
        {channel.platform === 'teams' && channel.hasBot && <ExtensionButton channel={channel} thread={thread} />}
        <p class="composer-hint" id={hintId} data-warn={threadCommand}>
          {note}
        </p>
        <button
          type="submit"
          class="icon-button composer-send"
          aria-label={words.composer.send}
          disabled={text.value.trim() === ''}
        >
          <Icon name="send" flip />
        </button>
      </div>
    </form>
  )
}

/** The empty composer says how to talk to the bot where the bot listens. */
function invitation(label: string, channel: Channel, thread: string | null, bot: string): string {
  if (!channel.hasBot || thread !== null) return label
  const commands = channel.platform === 'slack' || channel.kind === 'direct'
  return commands ? words.composer.orCommand(label) : words.composer.orMention(label, bot)
}

/** Whom and what can be named in this channel. */
function usePlace(channel: Channel): Place {
  const { data } = useApp()
  const [commands, shortcuts, people, botName, me] = [
    data.commands.value,
    data.shortcuts.value,
    data.people.value,
    data.botName.value,
    data.me.value,
  ]
  return useMemo(
    () => ({
      platform: channel.platform,
      kind: channel.kind,
      botName,
      commands,
      shortcuts,
      people: people.filter(
        (one) => one.key !== me && isOn(one, channel.platform) && channel.members.includes(one.key),
      ),
    }),
    [channel, commands, shortcuts, people, botName, me],
  )
}
