import { emojiSpans, inlineSpans, parseMrkdwn } from '../text/mrkdwn.js'
import { Parts, Spans } from '../text/rich.js'
import type { TextObject } from './schema/objects.js'

/** Slack's text object: mrkdwn with its marks, plain text with emoji only. */
export function TextView({ text, inline = false }: { text: TextObject; inline?: boolean }) {
  if (inline)
    return (
      <span dir="auto">
        <Spans spans={text.type === 'mrkdwn' ? inlineSpans(text.text) : emojiSpans(text.text)} />
      </span>
    )
  if (text.type === 'mrkdwn') return <Parts parts={parseMrkdwn(text.text)} />
  return (
    <p dir="auto">
      <Spans spans={emojiSpans(text.text)} />
    </p>
  )
}
