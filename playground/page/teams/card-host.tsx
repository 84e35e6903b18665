import { useEffect, useRef, useState } from 'preact/hooks'
import { useApp } from '../app.js'
import { Problem } from '../ui/problem.js'
import { words } from '../words.js'
import type { CardCalls } from './calls.js'

export interface CardHostProps {
  readonly card: unknown
  readonly onPress: CardCalls['press']
  readonly onSearch: CardCalls['search']
  /** Set where the first field should have the focus: in a dialog that has just opened. */
  readonly autofocus?: boolean
}

/** An Adaptive Card, drawn by Microsoft's renderer, which is loaded with the first card that a page meets. */
export function CardHost({ card, onPress, onSearch, autofocus = false }: CardHostProps) {
  const app = useApp()
  const box = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'loading' | 'drawn' | { readonly failed: string }>('loading')
  const [busy, setBusy] = useState(false)
  // The card outlives many drawings of this component; it must call what is current when it is pressed.
  const calls = useRef({ onPress, onSearch })
  calls.current = { onPress, onSearch }
  useEffect(() => {
    const host = box.current
    let dispose = () => {}
    let current = true
    const draw = async () => {
      const { drawCard } = await import('./render/card.js')
      if (!current || host === null) return
      dispose = drawCard(host, card, app, {
        press: async (pressed) => {
          setBusy(true)
          await calls.current.onPress(pressed)
          setBusy(false)
        },
        search: (field, text) => calls.current.onSearch(field, text),
      })
      setState('drawn')
      if (autofocus) host.querySelector<HTMLElement>('input, textarea, select, button')?.focus()
    }
    draw().catch((error: unknown) => setState({ failed: String(error) }))
    return () => {
      current = false
      dispose()
    }
  }, [card])
  return (
    <div class="card" aria-busy={busy}>
      {state === 'loading' && <p class="card-loading">{words.blocks.cardLoading}</p>}
      {typeof state === 'object' && <Problem title={words.blocks.cardBroken} lines={[state.failed]} json={card} />}
      <div ref={box} />
    </div>
  )
}
