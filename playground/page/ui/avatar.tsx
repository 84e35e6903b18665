import { Icon } from './icon.js'

const TONES = 8

/** A person's initials on a colour of their own, or the bot's sign. Decoration: the name stands beside it. */
export function Avatar({ name, bot = false, small = false }: { name: string; bot?: boolean; small?: boolean }) {
  const tone = bot ? 'bot' : toneOf(name)
  return (
    <span class={`avatar${small ? ' avatar-small' : ''}`} data-tone={tone} aria-hidden="true">
      {bot ? <Icon name="drum" /> : initials(name)}
    </span>
  )
}

function initials(name: string): string {
  const letters = name
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => [...word][0] ?? '')
  return (letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : (letters[0] ?? '?')).toLocaleUpperCase()
}

function toneOf(name: string): number {
  let sum = 0
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973
  return sum % TONES
}
