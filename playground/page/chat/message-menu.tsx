import { useRef, useState } from 'preact/hooks'
import * as z from 'zod/mini'
import type { Post } from '../../model.js'
import { useApp } from '../app.js'
import { Icon } from '../ui/icon.js'
import { Menu } from '../ui/menu.js'
import { Popover } from '../ui/popover.js'
import { words } from '../words.js'

export interface MessageMenuProps {
  readonly post: Post
  readonly name: string
  readonly onJson: () => void
}

const JSON_KEY = ' json'
const REFRESH = 'Refresh card'

/** What can be done with one message: the app's own commands for messages, as its manifest lists them, and a look at the JSON. */
export function MessageMenu({ post, name, onJson }: MessageMenuProps) {
  const { data, session } = useApp()
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  // Private answers are not stored: the platforms offer no commands on them.
  const shortcuts = data.shortcuts.value.filter(
    (one) => one.platform === post.platform && one.on === 'message' && post.onlyFor === null,
  )
  const close = () => {
    setOpen(false)
    anchor.current?.focus()
  }
  const pick = (key: string) => {
    close()
    if (key === JSON_KEY) onJson()
    else void session.act('shortcut', post.platform, { channel: post.channel, post: post.id, shortcut: key })
  }
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="icon-button"
        title={words.form.more}
        aria-label={words.message.more(name)}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="dots" />
      </button>
      {open && (
        <Popover anchor={anchor} onClose={() => setOpen(false)} end>
          <Menu
            label={words.message.more(name)}
            items={[
              ...shortcuts.map((one) => ({
                key: one.id,
                content: (
                  <span dir="auto">
                    {one.name}
                    <small>{one.description === '' ? data.botName.value : one.description}</small>
                  </span>
                ),
              })),
              ...(canRefresh(post)
                ? [
                    {
                      key: REFRESH,
                      content: (
                        <span>
                          {words.extension.refresh}
                          <small>{words.extension.refreshHint}</small>
                        </span>
                      ),
                    },
                  ]
                : []),
              { key: JSON_KEY, content: words.message.json },
            ]}
            onPick={pick}
            onClose={close}
          />
        </Popover>
      )}
    </>
  )
}

const refreshing = z.object({
  attachments: z.array(z.object({ content: z.optional(z.object({ refresh: z.optional(z.unknown()) })) })),
})

/** Whether a card of this message says how it can be drawn afresh: Teams offers that in the menu. */
function canRefresh(post: Post): boolean {
  const parsed = post.platform === 'teams' ? refreshing.safeParse(post.body) : null
  return parsed?.data?.attachments.some((one) => one.content?.refresh !== undefined) ?? false
}
