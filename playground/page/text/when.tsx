import { useApp } from '../app.js'
import { fillDateTokens, fullMomentOf } from '../time.js'
import type { Span } from './nodes.js'

/** A date in the reader's zone and language, or its fallback where it is not a date. */
export function When({ span }: { span: Extract<Span, { kind: 'date' }> }) {
  const { data, session } = useApp()
  if (!Number.isFinite(span.at) || Math.abs(span.at) > 8e12) return <>{span.fallback}</>
  const at = new Date(span.at * 1000).toISOString()
  return (
    <time dateTime={at} title={fullMomentOf(at, session.viewer.value)}>
      {fillDateTokens(span.format, span.at, session.viewer.value, data.clock.value.now)}
    </time>
  )
}
