import { useState } from 'preact/hooks'
import type { Dialog as DialogData } from '../../model.js'
import { useApp } from '../app.js'
import { Dialog } from '../ui/dialog.js'
import type { Pressed } from './calls.js'
import { CardHost } from './card-host.js'

/** A Teams dialog: a card in a window of its own. Its buttons are the card's. */
export function TeamsDialog({ dialog }: { dialog: DialogData }) {
  const { session } = useApp()
  const [failed, setFailed] = useState<string | null>(null)
  const press = async ({ button, values }: Pressed) => {
    setFailed(null)
    const result = await session.act('press', 'teams', { dialog: dialog.id, button, values })
    if (result !== null && result.status !== 'ok') setFailed(result.toast ?? null)
  }
  const problems = [...(failed === null ? [] : [failed]), ...Object.entries(dialog.errors).map(([, what]) => what)]
  return (
    <Dialog
      title={dialog.title}
      class="modal modal-teams"
      onClose={() => void session.act('cancel', 'teams', { dialog: dialog.id })}
    >
      {problems.length > 0 && (
        <div class="dialog-problem" role="alert">
          {problems.map((one) => (
            <p key={one} dir="auto">
              {one}
            </p>
          ))}
        </div>
      )}
      <CardHost
        card={dialog.body}
        onPress={press}
        onSearch={async (field, text) =>
          (await session.act('search', 'teams', { dialog: dialog.id, field, text }))?.options ?? []
        }
        autofocus
      />
    </Dialog>
  )
}
