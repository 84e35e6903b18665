import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Avatar } from '../ui/avatar.js'
import { Icon } from '../ui/icon.js'
import { Popover } from '../ui/popover.js'
import { words } from '../words.js'
import type { Suggestion, Suggestions } from './suggest.js'

export interface ComposerMenuProps {
  readonly id: string
  readonly anchor: RefObject<HTMLElement>
  readonly suggestions: Suggestions
  readonly at: number
  readonly onPick: (item: Suggestion) => void
  readonly onClose: () => void
}

/** The commands and people that fit what was typed. The focus stays in the text; the composer moves the choice. */
export function ComposerMenu({ id, anchor, suggestions, at, onPick, onClose }: ComposerMenuProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  return (
    <Popover anchor={anchor} onClose={onClose} above wide class="composer-menu">
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={words.composer.menu}
        onPointerDown={(event) => event.preventDefault()}
      >
        {suggestions.items.map((item, index) => (
          <div
            key={item.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            class="suggestion"
            aria-selected={index === at}
            onClick={() => onPick(item)}
            onKeyDown={() => {}}
          >
            {item.kind === 'command' || item.kind === 'shortcut' ? (
              <span class="avatar avatar-small" data-tone="bot" aria-hidden="true">
                <Icon name={item.kind === 'command' ? 'slash' : 'drum'} />
              </span>
            ) : (
              <Avatar name={item.label} bot={item.kind === 'bot'} small />
            )}
            <span class="suggestion-words">
              <strong dir="auto">{item.label}</strong>
              <small dir="auto">{item.detail}</small>
            </span>
          </div>
        ))}
      </div>
    </Popover>
  )
}
