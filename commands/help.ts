import type { Message } from '../src/chat/message.js'
import type { TextKey } from '../src/locales/areas.js'
import type { Texts } from '../src/locales/texts.js'
import type { Command } from './command.js'

const lines: Readonly<Record<string, { readonly about: TextKey; readonly example: TextKey }>> = {
  kpi: { about: 'common.help_kpi', example: 'common.try_kpi' },
  digest: { about: 'common.help_digest', example: 'common.try_digest' },
  checklist: { about: 'common.help_checklist', example: 'common.try_checklist' },
  handoff: { about: 'common.help_handoff', example: 'common.try_handoff' },
  standup: { about: 'common.help_standup', example: 'common.try_standup' },
  review: { about: 'common.help_review', example: 'common.try_review' },
  feedback: { about: 'common.help_feedback', example: 'common.try_feedback' },
  playbook: { about: 'common.help_playbook', example: 'common.try_playbook' },
  me: { about: 'common.help_me', example: 'common.try_me' },
  import: { about: 'common.help_import', example: 'common.try_import' },
  start: { about: 'common.help_start', example: 'common.try_start' },
  here: { about: 'common.help_here', example: 'common.try_here' },
  drumbeat: { about: 'common.help_drumbeat', example: 'common.try_drumbeat' },
}

/** What can be typed, command by command, with words to try: the same for everybody who reads one language. */
export function helpOf(commands: readonly Command[]): (t: Texts) => Message {
  const written = new WeakMap<Texts, Message>()
  return (t) => {
    const known = written.get(t)
    if (known) return known
    const message = write(commands, t)
    written.set(t, message)
    return message
  }
}

function write(commands: readonly Command[], t: Texts): Message {
  const facts = commands.flatMap((command) => {
    const line = lines[command.name]
    return line ? [{ label: t.plain(line.about), value: t.text(line.example) }] : []
  })
  return {
    blocks: [
      { kind: 'heading', text: t.plain('common.help_title') },
      { kind: 'facts', facts },
      { kind: 'note', text: t.text('common.help_more') },
    ],
    discloses: [],
  }
}
