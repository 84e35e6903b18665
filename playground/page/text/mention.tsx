import { useApp } from '../app.js'
import type { Data } from '../store/data.js'
import type { Span } from './nodes.js'

type MentionSpan = Extract<Span, { kind: 'person' | 'channel' | 'group' | 'broadcast' }>

/** A mention as a pill; one that means the reader stands out. */
export function Mention({ span }: { span: MentionSpan }) {
  const { data } = useApp()
  const { text, mine } = described(span, data)
  return (
    <span class={mine ? 'mention mention-me' : 'mention'} dir="auto">
      {text}
    </span>
  )
}

function described(span: MentionSpan, data: Data): { text: string; mine: boolean } {
  switch (span.kind) {
    case 'person': {
      const person = data.people.value.find(
        (one) => one.slack === span.id || one.teams?.id === span.id || one.name === span.id,
      )
      return { text: `@${person?.name ?? span.label ?? data.nameOfBot(span.id)}`, mine: person?.key === data.me.value }
    }
    case 'channel': {
      const channel = data.channels.value.find((one) => one.id === span.id)
      return { text: `#${channel?.name ?? span.label ?? span.id}`, mine: false }
    }
    case 'group':
      return { text: span.label ?? `@${span.id}`, mine: false }
    case 'broadcast':
      return { text: `@${span.range}`, mine: true }
  }
}
