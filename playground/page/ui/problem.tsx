import { Icon } from './icon.js'
import { Json } from './json.js'

/** What could not be shown, loudly: a mistake of the bot that nobody sees is not found. */
export function Problem({ title, lines, json }: { title: string; lines: readonly string[]; json?: unknown }) {
  return (
    <div class="problem" role="alert">
      <strong>
        <Icon name="warning" /> {title}
      </strong>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {json !== undefined && (
        <details>
          <summary>JSON</summary>
          <Json value={json} />
        </details>
      )}
    </div>
  )
}
