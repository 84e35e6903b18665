/** F6 goes to the next part of the window, with Shift to the one before, as chat programs do. */
export function nextRegion(event: KeyboardEvent): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (one) => one.offsetParent !== null,
  )
  if (regions.length === 0) return
  event.preventDefault()
  const at = regions.findIndex((one) => one.contains(document.activeElement))
  const step = event.shiftKey ? -1 : 1
  const next = regions.at(at < 0 ? 0 : (at + step + regions.length) % regions.length)
  const inner = next?.querySelector<HTMLElement>(
    '[aria-current="true"], textarea, button:not([tabindex="-1"]), a[href]',
  )
  const target = next?.tabIndex === 0 ? next : inner
  target?.focus()
}

/** Page Up and Page Down scroll the messages while somebody writes: the composer itself has nothing to scroll. */
export function scrollPane(event: KeyboardEvent): void {
  const pages = { PageUp: -0.9, PageDown: 0.9 }[event.key]
  const focused = document.activeElement
  if (pages === undefined || !(focused instanceof HTMLTextAreaElement) || focused.closest('dialog') !== null) return
  const list = focused.closest('.thread, .channel')?.querySelector('.messages')
  if (!list) return
  event.preventDefault()
  list.scrollBy({ top: list.clientHeight * pages })
}
