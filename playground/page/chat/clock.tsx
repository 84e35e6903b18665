import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useApp } from '../app.js'
import { fromLocalField, momentOf, nextNine, toLocalField } from '../time.js'
import { Icon } from '../ui/icon.js'
import { Popover } from '../ui/popover.js'
import { words } from '../words.js'

const BEAT_MS = 10_000

/** The bot's business clock, which a visitor may move. It runs on from wherever it was moved to. */
export function Clock() {
  const { session } = useApp()
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const now = useBusinessTime()
  const viewer = session.viewer.value
  const shown = momentOf(now, viewer)
  const close = () => {
    setOpen(false)
    anchor.current?.focus()
  }
  const move = async (to: { now: string } | { advance: string }) => {
    const moved = await session.moveClock(to)
    if (moved === null) return
    session.toast(words.clock.moved(momentOf(moved, viewer)), 'info')
    close()
  }
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="clock-button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={words.clock.now(shown)}
        title={words.clock.now(shown)}
        onClick={() => setOpen(!open)}
      >
        <Icon name="clock" />
        <span aria-hidden="true">{shown}</span>
      </button>
      {open && (
        <Popover anchor={anchor} onClose={() => setOpen(false)} end class="clock-menu">
          <ClockPanel now={now} zone={viewer.zone} onMove={move} onClose={close} />
        </Popover>
      )}
    </>
  )
}

interface PanelProps {
  readonly now: string
  readonly zone: string
  readonly onMove: (to: { now: string } | { advance: string }) => Promise<void>
  readonly onClose: () => void
}

function ClockPanel({ now, zone, onMove, onClose }: PanelProps) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const [exact, setExact] = useState(() => toLocalField(now, zone))
  const [working, setWorking] = useState(false)
  useEffect(() => box.current?.querySelector('button')?.focus(), [])
  const move = async (to: { now: string } | { advance: string }) => {
    setWorking(true)
    await onMove(to)
    setWorking(false)
  }
  const steps = [
    { label: words.clock.monday, to: { now: nextNine(now, zone, 'monday') } },
    { label: words.clock.morning, to: { now: nextNine(now, zone, 'any day') } },
    { label: words.clock.hour, to: { advance: 'PT1H' } },
    { label: words.clock.day, to: { advance: 'P1D' } },
    { label: words.clock.week, to: { advance: 'P7D' } },
  ]
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={words.clock.label}
      aria-busy={working}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        onClose()
      }}
    >
      <h2>{words.clock.label}</h2>
      <p class="hint">{words.clock.explain}</p>
      <div class="clock-steps">
        {steps.map(({ label, to }) => (
          <button key={label} type="button" class="button" disabled={working} onClick={() => void move(to)}>
            {label}
          </button>
        ))}
      </div>
      <form
        class="clock-exact"
        onSubmit={(event) => {
          event.preventDefault()
          if (exact !== '') void move({ now: fromLocalField(exact, zone) })
        }}
      >
        <label for={id}>{words.clock.exact}</label>
        <div>
          <input
            id={id}
            type="datetime-local"
            class="field"
            value={exact}
            onInput={(event) => setExact(event.currentTarget.value)}
          />
          <button type="submit" class="button button-primary" disabled={working}>
            {words.clock.set}
          </button>
        </div>
      </form>
    </div>
  )
}

/** Business time now: what the server said, plus what has passed since. */
function useBusinessTime(): string {
  const { data } = useApp()
  const [, beat] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => beat((count) => count + 1), BEAT_MS)
    return () => clearInterval(timer)
  }, [])
  const { now, readAt } = data.clock.value
  return new Date(Date.parse(now) + Date.now() - readAt).toISOString()
}
