import type { VNode } from 'preact'
import { assertNever } from '../../assert-never.js'
import { emojiOf } from './emoji.js'
import { Mention } from './mention.js'
import type { Part, Span } from './nodes.js'
import { safeUrl } from './nodes.js'
import { When } from './when.js'

/** Draws formatted text. Everything in it is a text node: there is no way from a message to markup. */
export function Parts({ parts }: { parts: readonly Part[] }) {
  return (
    <>
      {parts.map((part, index) => (
        <PartView key={index} part={part} />
      ))}
    </>
  )
}

function PartView({ part }: { part: Part }): VNode {
  switch (part.kind) {
    case 'paragraph':
      return (
        <p dir="auto">
          <Spans spans={part.spans} />
        </p>
      )
    case 'heading':
      return (
        <p class={`text-heading text-heading-${Math.min(part.level, 3)}`} dir="auto">
          <Spans spans={part.spans} />
        </p>
      )
    case 'quote':
      return (
        <blockquote dir="auto">
          <Parts parts={part.parts} />
        </blockquote>
      )
    case 'code':
      return (
        <pre class="text-code" dir="ltr">
          {part.text}
        </pre>
      )
    case 'rule':
      return <hr />
    case 'list':
      return <ListView list={part} />
    default:
      return assertNever(part)
  }
}

function ListView({ list }: { list: Extract<Part, { kind: 'list' }> }) {
  const items = list.items.map((item, index) => (
    <li key={index} dir="auto">
      <Parts parts={item} />
    </li>
  ))
  const style = { marginInlineStart: `${list.indent * 1.5}em` }
  return list.ordered ? (
    <ol start={list.start} style={style} data-depth={list.indent % 3} dir="auto">
      {items}
    </ol>
  ) : (
    <ul style={style} data-depth={list.indent % 3} dir="auto">
      {items}
    </ul>
  )
}

export function Spans({ spans }: { spans: readonly Span[] }) {
  return (
    <>
      {spans.map((span, index) => (
        <SpanView key={index} span={span} />
      ))}
    </>
  )
}

function SpanView({ span }: { span: Span }): VNode {
  switch (span.kind) {
    case 'text':
      return <>{span.text}</>
    case 'break':
      return <br />
    case 'style':
      return <Styled span={span} />
    case 'link':
      return <Link url={span.url}>{span.spans.length === 0 ? span.url : <Spans spans={span.spans} />}</Link>
    case 'emoji':
      return <Emoji name={span.name} shown={span.shown} />
    case 'date':
      return span.url === null ? (
        <When span={span} />
      ) : (
        <Link url={span.url}>
          <When span={span} />
        </Link>
      )
    case 'colour':
      return (
        <span class="text-colour">
          <i style={{ background: /^#[0-9a-f]{3,8}$/i.test(span.value) ? span.value : 'none' }} />
          {span.value}
        </span>
      )
    case 'person':
    case 'channel':
    case 'group':
    case 'broadcast':
      return <Mention span={span} />
    default:
      return assertNever(span)
  }
}

function Styled({ span }: { span: Extract<Span, { kind: 'style' }> }): VNode {
  const inner = <Spans spans={span.spans} />
  switch (span.style) {
    case 'bold':
      return <strong>{inner}</strong>
    case 'italic':
      return <em>{inner}</em>
    case 'strike':
      return <s>{inner}</s>
    case 'underline':
      return <u>{inner}</u>
    case 'code':
      return <code dir="auto">{inner}</code>
    default:
      return assertNever(span.style)
  }
}

/** A link that a person may follow, in a new tab that learns nothing of this one; other addresses are only text. */
function Link({ url, children }: { url: string; children: preact.ComponentChildren }) {
  const href = safeUrl(url)
  if (href === null) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" title={href}>
      {children}
    </a>
  )
}

function Emoji({ name, shown }: { name: string; shown: string | null }) {
  const character = shown ?? emojiOf(name)
  if (character === null) return <>{`:${name}:`}</>
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {character}
    </span>
  )
}
